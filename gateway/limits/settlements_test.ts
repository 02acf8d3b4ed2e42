import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { SETTLED_KEPT_MS } from "../../shared/transport/reservation_ledger.ts";
import { TimerWheel } from "../pipeline/timer_wheel.ts";
import { GuardedLedger } from "./guarded_ledger.ts";
import { LedgerLanes } from "./ledger_lanes.ts";
import { Settlements } from "./settlements.ts";
import { DrivenLedger } from "./testing/driven_ledger.ts";

function openScene() {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 10);
  const ledger = new DrivenLedger();
  const logger = new MemoryLogger();
  const guard = new GuardedLedger({ ledger, clock, wheel, logger });
  const observed: string[] = [];
  const lanes = () => new LedgerLanes({ guard, clock, logger, onEpoch: (_, epoch) => observed.push(epoch) });
  const settlements = new Settlements({ guard, clock, logger, lanes: lanes(), repeatLanes: lanes() });
  return {
    clock,
    ledger,
    logger,
    guard,
    observed,
    settlements,
    settle: (id: string, { tenantId = "tenant", epoch = "epoch-1" as string | null } = {}) =>
      settlements.settle(tenantId, { id, claims: [], epoch }),
    /** Makes the guard believe that the ledger is away. */
    lose: async () => {
      ledger.mode = "fail";
      for (let count = 0; count < 3; count++) {
        const turn = { settlements: [], reservations: [{ id: "lost", owner: "gateway", claims: [] }] };
        await guard.settleAndReserve("tenant", turn, { ttlMs: 60_000, sinceMs: clock.monotonic() }).decided;
      }
    },
    async [Symbol.asyncDispose]() {
      await settlements.stop();
      await guard.stop();
      wheel.close();
      await clock.advance(0);
    },
  };
}

test("Settlements sends those of one turn and tenant in one call", async () => {
  await using scene = openScene();
  scene.settle("a");
  scene.settle("b");
  scene.settle("c", { tenantId: "other" });
  scene.settle("d", { epoch: "epoch-0" });
  assert.equal(scene.settlements.pending, 4);
  await scene.clock.advance(0);
  assert.deepEqual(scene.ledger.calls.map(({ tenantId, ids, epochs }) => [tenantId, ids, epochs]), [
    ["tenant", ["a", "b", "d"], ["epoch-1", "epoch-1", "epoch-0"]],
    ["other", ["c"], ["epoch-1"]],
  ]);
  assert.deepEqual([scene.settlements.pending, scene.observed], [0, ["epoch-1", "epoch-1"]]);
});

test("Settlements repeats with growing pauses until one arrives, each once", async () => {
  await using scene = openScene();
  scene.ledger.mode = "fail";
  scene.settle("a");
  scene.settle("b");
  await scene.clock.advance(0);
  await scene.clock.advance(2_000);
  const calls = scene.ledger.calls.length;
  assert.ok(calls >= 4 && calls <= 6, `${calls}`);
  assert.equal(scene.settlements.pending, 2);
  scene.ledger.mode = "answer";
  await scene.clock.advance(5_000);
  assert.deepEqual(scene.ledger.calls.slice(calls).map(({ ids }) => ids), [["a", "b"]]);
  assert.equal(scene.settlements.pending, 0);
});

test("Settlements leaves what is due under an epoch that is over, or none, to the recorder", async () => {
  await using scene = openScene();
  scene.settle("a", { epoch: "epoch-0" });
  await scene.clock.advance(0);
  scene.ledger.mode = "forget";
  scene.settle("b");
  await scene.clock.advance(60_000);
  assert.deepEqual([scene.ledger.calls.length, scene.settlements.pending], [2, 0]);
});

test("Settlements gives up what was sent before the ledger can have forgotten that it arrived, and says so", async () => {
  await using scene = openScene();
  scene.ledger.mode = "fail";
  scene.settle("a");
  await scene.clock.advance(0);
  await scene.clock.advance(SETTLED_KEPT_MS - 10_000);
  assert.deepEqual([scene.settlements.pending, scene.logger.names("warn")], [0, ["settlements_given_up"]]);
});

test("Settlements keeps what was never sent, because the ledger is away, for longer, and gives it up after ten minutes", async () => {
  await using scene = openScene();
  await scene.lose();
  scene.settle("a");
  await scene.clock.advance(300_000);
  scene.ledger.mode = "answer";
  await scene.clock.advance(1_000);
  await scene.clock.advance(0);
  const settled = () => scene.ledger.calls.filter(({ method }) => method === "settle").length;
  assert.deepEqual([settled(), scene.settlements.pending], [1, 0]);
  await scene.lose();
  scene.settle("b");
  await scene.clock.advance(610_000);
  assert.deepEqual([settled(), scene.settlements.pending], [1, 0]);
  assert.equal(scene.logger.names("warn").at(-1), "settlements_given_up");
});

test("drain() waits until everything has arrived, and no longer than it may", async () => {
  await using scene = openScene();
  assert.equal(await scene.settlements.drain(1_000), 0);
  scene.ledger.mode = "hang";
  scene.settle("a");
  await scene.clock.advance(0);
  const late = scene.settlements.drain(1_000);
  await scene.clock.advance(1_000);
  assert.equal(await late, 1);
  scene.ledger.mode = "fail";
  await scene.clock.advance(1_500);
  scene.ledger.mode = "answer";
  const drained = scene.settlements.drain(10_000);
  await scene.clock.advance(10);
  assert.equal(await drained, 0, "without waiting for the pause to end");
});
