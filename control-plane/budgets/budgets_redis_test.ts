import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { command } from "../../shared/transport/contract/tested_redis_transport.ts";
import { redisTransport } from "../../shared/transport/redis/redis_transport.ts";
import { eventually } from "../../testing/eventually.ts";
import { startRedis } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { startRecorder } from "../recorder/recorder.ts";
import { settledClaims } from "./charged_record.ts";
import { startBudgets } from "./start_budgets.ts";
import { type BudgetFixture, budgetFixture, hourCharge, usedOf } from "./testing/budget_fixture.ts";
import { SimulatedGateway } from "./testing/simulated_gateway.ts";

async function redisFixture() {
  await using undo = new AsyncDisposableStack();
  const fixture = undo.use(await budgetFixture());
  const redis = undo.use(await startRedis({ private: true }));
  const transport = redisTransport({ url: redis.url, clock: systemClock, onProblem: () => {} });
  undo.defer(() => transport.close());
  const owned = undo.move();
  return {
    fixture,
    transport,
    flush: async () => void await command(redis.url, (client) => client.flushall()),
    used: () => usedOf(transport.reservationLedger, fixture.tenantId, settledClaims([hourCharge(0)])),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type RedisFixture = Awaited<ReturnType<typeof redisFixture>>;

/** What a control plane runs: the keeper, the worker and a recorder. */
async function startControlPlane({ fixture, transport }: RedisFixture, consumer: string) {
  const { db, clock, logger }: BudgetFixture = fixture;
  const { reservationLedger: ledger, fleet, recordStream } = transport;
  const budgets = startBudgets({ db, clock, logger, ledger, fleet });
  await budgets.ready;
  const recorder = startRecorder(
    { db, clock, logger, reader: recordStream.reader },
    { consumer, hooks: [budgets.recordCharges], batchRecordsMax: 100 },
  );
  return {
    async [Symbol.asyncDispose]() {
      await recorder.stop();
      await budgets.stop();
    },
  };
}

test("budgets are exact after Redis was emptied twice under way, with two gateways and two control planes", async () => {
  await using world = await redisFixture();
  const { fixture, transport } = world;
  await using planes = new AsyncDisposableStack();
  for (const consumer of ["one", "two"]) planes.use(await startControlPlane(world, consumer));
  const gateways = ["gw-a", "gw-b"].map((instance) =>
    new SimulatedGateway(transport, { tenantId: fixture.tenantId, instance })
  );
  const send = async (gateway: SimulatedGateway) => {
    for (let n = 1; n <= 600; n++) {
      await gateway.request(n);
      if (gateway === gateways[0] && n % 200 === 0 && n < 600) await world.flush();
    }
  };
  await Promise.all(gateways.map(send));
  await Promise.all(gateways.map((gateway) => gateway.shipAll()));
  const charged = gateways.reduce((sum, gateway) => sum + gateway.chargedNanoUsd, 0);
  assert.equal(await fixture.spent(), charged);
  await eventually(async () => await fixture.db.ledgerSettlement.count() === 0 && await world.used() === charged);
  const epochs = new Set(gateways.flatMap(({ records }) => records.map(({ ledgerEpoch }) => ledgerEpoch)));
  assert.ok(epochs.size >= 2, "the requests saw the loss");
});

test("startBudgets() that is started anew finds the ledger as it left it, and rebuilds one that was emptied meanwhile", async () => {
  await using world = await redisFixture();
  const { fixture, transport } = world;
  const gateway = new SimulatedGateway(transport, { tenantId: fixture.tenantId, instance: "gw-a" });
  const epoch = async () => (await transport.reservationLedger.epochs([fixture.tenantId]))[0];
  let first: string | null | undefined;
  {
    await using _plane = await startControlPlane(world, "one");
    first = await epoch();
    for (let n = 0; n < 20; n++) await gateway.request(7);
    await gateway.shipAll();
  }
  {
    await using _plane = await startControlPlane(world, "one");
    assert.equal(await epoch(), first);
  }
  await world.flush();
  for (let n = 0; n < 5; n++) await gateway.request(7);
  await using _plane = await startControlPlane(world, "one");
  assert.equal(await world.used(), 140);
  await gateway.shipAll();
  await eventually(async () => await world.used() === 175);
});
