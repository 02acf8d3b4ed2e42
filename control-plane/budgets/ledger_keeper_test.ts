import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { MemoryFleet } from "../../shared/transport/memory/memory_fleet.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { sampleRecords } from "../recorder/testing/sample_record.ts";
import { LedgerKeeper } from "./ledger_keeper.ts";
import { beginLedger } from "./rebuild_ledgers.ts";
import { type BudgetFixture, budgetFixture, chargedSample, hourCharge } from "./testing/budget_fixture.ts";

const HEARTBEAT = { instance: "gw-1", build: "test", startedAt: 0, requestsInFlight: 0 };

/** A keeper whose time is the test's. */
function keeperOf(fixture: BudgetFixture) {
  const clock = new ManualClock(Date.now());
  const fleet = new MemoryFleet(clock);
  return { clock, fleet, keeper: new LedgerKeeper({ ...fixture.dependencies, clock, fleet }) };
}

async function epochs({ db, ledger }: BudgetFixture): Promise<[string | null, string | null][]> {
  const tenants = await db.tenant.findMany({ orderBy: { id: "asc" } });
  const held = await ledger.epochs(tenants.map(({ id }) => id));
  const rows = await db.ledgerEpoch.findMany();
  return tenants.map(({ id }, n) => [held[n]!, rows.find(({ tenantId }) => tenantId === id)?.epoch ?? null]);
}

test("LedgerKeeper.start() makes the ledgers of all tenants, and keeps those that are in step", async () => {
  await using fixture = await budgetFixture();
  await fixture.db.tenant.createMany({
    data: Array.from({ length: 1_100 }, (_, n) => ({ slug: `t-${n}`, name: "Team" })),
  });
  const first = keeperOf(fixture).keeper;
  assert.equal(first.readiness().ready, false);
  await first.start();
  assert.deepEqual(first.readiness(), { ready: true });
  const made = await epochs(fixture);
  assert.equal(made.length, 1_101);
  assert.ok(made.every(([held, wanted]) => held !== null && held === wanted));
  // A control plane that is started anew rebuilds nothing.
  await keeperOf(fixture).keeper.start();
  assert.deepEqual(await epochs(fixture), made);
});

test("LedgerKeeper rebuilds a forgotten ledger with what was spent", async () => {
  await using fixture = await budgetFixture();
  const { keeper } = keeperOf(fixture);
  await keeper.start();
  await fixture.record([chargedSample(fixture.tenantId, [hourCharge(40)])]);
  fixture.ledger.forget();
  assert.equal(await fixture.used(), null);
  await keeper.look();
  assert.equal(await fixture.used(), 40);
  assert.equal(await fixture.db.ledgerSettlement.count(), 0);
});

test("LedgerKeeper rebuilds a ledger of another epoch than the database's", async () => {
  await using fixture = await budgetFixture();
  const { keeper } = keeperOf(fixture);
  await keeper.start();
  await fixture.ledger.rebuild(fixture.tenantId, "restored from the past", []);
  await keeper.look();
  const [pair] = await epochs(fixture);
  assert.equal(pair![0], pair![1]);
  assert.notEqual(pair![0], "restored from the past");
});

test("LedgerKeeper leaves periods that are over out of a rebuild", async () => {
  await using fixture = await budgetFixture();
  const { keeper } = keeperOf(fixture);
  const { periodStart } = hourCharge(0);
  const over = hourCharge(7, { periodStart: periodStart - 3_600_000, periodEnd: periodStart });
  await fixture.record([chargedSample(fixture.tenantId, [hourCharge(40), over])]);
  await keeper.start();
  await keeper.look();
  assert.equal(await fixture.used(), 40);
  assert.equal(await fixture.used(over), 0);
});

test("LedgerKeeper waits for the records that gateways have written", async () => {
  await using fixture = await budgetFixture();
  const { keeper, fleet } = keeperOf(fixture);
  await keeper.start();
  const records = sampleRecords(1, 3, { tenantId: fixture.tenantId, charges: [hourCharge(5)], ledgerEpoch: null });
  await fleet.beat({ ...HEARTBEAT, recordsWritten: 3 });
  // Of a build that does not say: nobody waits for it.
  await fleet.beat({ ...HEARTBEAT, instance: "gw-2" });
  await keeper.look();
  // Redis forgets everything at once; the keeper remembers who was alive.
  fixture.ledger.forget();
  fleet.forget();
  await fixture.record(records.slice(0, 2));
  await keeper.look();
  assert.equal(await fixture.used(), null);
  await fixture.record(records.slice(2));
  await keeper.look();
  assert.equal(await fixture.used(), 15);
  await keeper.look();
  assert.deepEqual(fixture.logger.names("warn"), ["ledgers_out_of_step"]);
});

test("LedgerKeeper waits ten seconds for records that do not come, and not at all for a new tenant", async () => {
  await using fixture = await budgetFixture();
  const { keeper, fleet, clock } = keeperOf(fixture);
  await keeper.start();
  await fleet.beat({ ...HEARTBEAT, recordsWritten: 9 }, 60_000);
  fixture.ledger.forget();
  await keeper.look();
  await fixture.db.tenant.create({ data: { slug: "new", name: "New" } });
  await clock.advance(9_999);
  await keeper.look();
  const [old, fresh] = await epochs(fixture);
  assert.equal(old![0], null);
  assert.notEqual(fresh![0], null);
  await clock.advance(1);
  await keeper.look();
  assert.equal(await fixture.used(), 0);
  // The wait was for this loss; the next one has its own.
  await keeper.look();
  fixture.ledger.forget();
  await keeper.look();
  assert.equal(await fixture.used(), null);
});

test("LedgerKeeper.run() goes on after the ledger was away, and rebuilds one whose answer was lost no second time", async () => {
  await using fixture = await budgetFixture();
  const { clock, fleet } = keeperOf(fixture);
  let failing: "epochs" | "rebuild" | null = "epochs";
  const ledger = new Proxy(fixture.ledger, {
    get: (target, name) => {
      const method = Reflect.get(target, name).bind(target);
      if (name !== failing) return method;
      return async (...args: unknown[]) => {
        if (name === "rebuild") await method(...args);
        throw new Error("away");
      };
    },
  });
  const keeper = new LedgerKeeper({ ...fixture.dependencies, ledger, clock, fleet });
  await keeper.start();
  assert.equal(keeper.readiness().ready, false);
  const stop = new AbortController();
  const running = keeper.run(stop.signal);
  failing = "rebuild";
  await clock.untilPending();
  await clock.advance(250);
  await eventually(async () => await fixture.used() === 0);
  const rebuilt = await epochs(fixture);
  failing = null;
  await eventually(async () => {
    await clock.advance(1_000);
    return keeper.readiness().ready;
  });
  assert.deepEqual(await epochs(fixture), rebuilt);
  stop.abort();
  await running;
});

test("LedgerKeeper rebuilds once when several control planes see the same loss", async () => {
  await using fixture = await budgetFixture();
  const keepers = [keeperOf(fixture), keeperOf(fixture), keeperOf(fixture)].map(({ keeper }) => keeper);
  await keepers[0]!.start();
  fixture.ledger.forget();
  await Promise.all(keepers.map((keeper) => keeper.look()));
  await Promise.all(keepers.map((keeper) => keeper.look()));
  const told = fixture.logger.events.filter(({ event }) => event === "ledgers_rebuilt").map(({ fields }) =>
    fields.tenants
  );
  assert.equal(told.filter((tenants) => tenants === 1).length, 2, JSON.stringify(told));
});

test("beginLedger() makes a new tenant's ledger at once, and leaves it to the keeper when the ledger is away", async () => {
  await using fixture = await budgetFixture();
  await beginLedger(fixture.dependencies, fixture.tenantId);
  assert.equal(await fixture.used(), 0);
  fixture.ledger.forget();
  const ledger = { ...fixture.ledger, rebuild: () => Promise.reject(new Error("away")) };
  await beginLedger({ ...fixture.dependencies, ledger: ledger as never }, fixture.tenantId);
  assert.deepEqual(fixture.logger.names("warn"), ["ledger_not_begun"]);
});
