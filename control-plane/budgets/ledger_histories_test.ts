import assert from "node:assert/strict";
import fc from "fast-check";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import type { ReservationLedger } from "../../shared/transport/reservation_ledger.ts";
import { test } from "../../testing/test.ts";
import { settledClaims } from "./charged_record.ts";
import { beginEpochs, type LedgerContent } from "./ledger_epochs.ts";
import { settleDue } from "./settlement_worker.ts";
import { type BudgetFixture, budgetFixture, chargedSample, hourCharge } from "./testing/budget_fixture.ts";

/** What may happen, in any order; `which` picks a request. */
const STEPS = [
  "reserve",
  "renew",
  "settle",
  "record",
  "record again",
  "forget",
  "begin",
  "fill",
  "work",
  "work unheard",
];
const step = fc.record({
  kind: fc.constantFrom(...STEPS),
  which: fc.nat(1_000),
  nanoUsd: fc.integer({ min: 1, max: 99 }),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

interface Request {
  record: RequestRecord;
  settled: boolean;
  recorded: boolean;
}

/** Requests, gateways, a recorder and a keeper of one tenant, whose every step is the test's. */
class History {
  readonly requests: Request[] = [];
  readonly #fixture: BudgetFixture;
  readonly #tenantId = uuidv7(Date.now());
  readonly #clock = new ManualClock(Date.now());
  /** Begun in the database and not yet in the ledger. */
  #content: LedgerContent | null = null;

  constructor(fixture: BudgetFixture) {
    this.#fixture = fixture;
  }

  async take({ kind, which, nanoUsd }: Step): Promise<void> {
    const { ledger } = this.#fixture;
    const request = this.requests[which % this.requests.length];
    if (kind === "forget") return ledger.forget();
    if (kind === "begin") return await this.#begin();
    if (kind === "fill") return await this.#fill();
    if (kind === "work") return await this.#work(ledger);
    if (kind === "work unheard") return await this.#work(unheard(ledger));
    if (kind === "reserve" || request === undefined) return await this.#reserve(nanoUsd);
    if (kind === "renew" && !request.settled) return await this.#renew(request);
    if (kind === "settle" && !request.settled) return await this.#settle(request);
    if (kind === "record" && !request.recorded || kind === "record again") return await this.#record(request);
  }

  /** What was charged, what the database has, and what the ledger has once nothing is on its way. */
  async end(): Promise<[charged: number, spent: number, used: number | null]> {
    for (const request of this.requests) if (!request.settled) await this.#settle(request);
    for (const request of this.requests) if (!request.recorded) await this.#record(request);
    // A rebuild that was begun is ended; another would hide what this one lost.
    await this.#fill();
    const [held] = await this.#fixture.ledger.epochs([this.#tenantId]);
    if (held === null) await this.#begin();
    await this.#fill();
    await this.#work(this.#fixture.ledger);
    assert.equal(await this.#fixture.db.ledgerSettlement.count({ where: { tenantId: this.#tenantId } }), 0);
    const charged = this.requests.reduce((sum, { record }) => sum + record.charges[0]!.nanoUsd, 0);
    const { _sum } = await this.#fixture.db.budgetSpend.aggregate({
      where: { tenantId: this.#tenantId },
      _sum: { nanoUsd: true },
    });
    const answer = await this.#fixture.ledger.read(this.#tenantId, settledClaims([hourCharge(0)]));
    const used = answer.state === "initialised" ? answer.value[0]!.used : null;
    return [charged, Number(_sum.nanoUsd ?? 0n), used];
  }

  async #reserve(nanoUsd: number): Promise<void> {
    const record = chargedSample(this.#tenantId, [hourCharge(nanoUsd)], null);
    const answer = await this.#fixture.ledger.reserve(this.#tenantId, [reservationOf(record)], 600_000);
    record.ledgerEpoch = answer.state === "initialised" ? answer.epoch : null;
    // Where nothing is reserved, nothing is settled.
    this.requests.push({ record, settled: record.ledgerEpoch === null, recorded: false });
  }

  /** Under another epoch the reservation comes back at its estimate, and the gateway settles under that from then on. */
  async #renew({ record, recorded }: Request): Promise<void> {
    if (recorded) return;
    const answer = await this.#fixture.ledger.renew(this.#tenantId, [reservationOf(record)], 600_000);
    if (answer.state === "initialised") record.ledgerEpoch = answer.epoch;
  }

  async #settle(request: Request): Promise<void> {
    const { id, charges, ledgerEpoch } = request.record;
    const claims = settledClaims(charges as Parameters<typeof settledClaims>[0]);
    await this.#fixture.ledger.settle(this.#tenantId, [{ id, claims }], ledgerEpoch!);
    request.settled = true;
  }

  async #record(request: Request): Promise<void> {
    await this.#fixture.record([request.record]);
    request.recorded = true;
  }

  async #begin(): Promise<void> {
    const [content] = await beginEpochs(this.#fixture.dependencies, [this.#tenantId]);
    this.#content = content!;
  }

  async #fill(): Promise<void> {
    if (this.#content === null) return;
    await this.#fixture.ledger.rebuild(this.#tenantId, this.#content.epoch, this.#content.spends);
    this.#content = null;
  }

  async #work(ledger: ReservationLedger): Promise<void> {
    this.#clock.setNow(this.#clock.now() + 1);
    await this.#fixture.db.ledgerSettlement.updateMany({ data: { nextAttemptAt: new Date(0) } });
    await settleDue({ ...this.#fixture.dependencies, ledger, clock: this.#clock }).catch(() => {});
  }
}

test("every history of requests, losses, rebuilds and recorders leaves each charge in the ledger once", async () => {
  await using fixture = await budgetFixture();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const history = new History(fixture);
      for (const one of steps) await history.take(one);
      const [charged, spent, used] = await history.end();
      assert.equal(spent, charged);
      assert.equal(used, charged);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

function reservationOf({ id, charges }: RequestRecord) {
  const { nanoUsd, ...charge } = charges[0]!;
  const claims = settledClaims([{ ...hourCharge(nanoUsd * 3), ...charge, nanoUsd: nanoUsd * 3 }]);
  return { id, owner: "gw-1", claims: claims.map((claim) => ({ ...claim, max: 1_000_000 })) };
}

/** A ledger whose settlements arrive, and whose answers do not. */
function unheard(ledger: ReservationLedger): ReservationLedger {
  return Object.assign(Object.create(ledger), {
    settle: async (...call: Parameters<ReservationLedger["settle"]>) => {
      await ledger.settle(...call);
      throw new Error("no answer");
    },
  });
}
