import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { TimerWheel } from "../pipeline/timer_wheel.ts";
import { GuardedLedger } from "./guarded_ledger.ts";
import { LEDGER_ITEMS_MAX, OpenReservations } from "./open_reservations.ts";
import { DrivenLedger } from "./testing/driven_ledger.ts";

function openScene() {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 10);
  const ledger = new DrivenLedger();
  const logger = new MemoryLogger();
  const guard = new GuardedLedger({ ledger, clock, wheel, logger });
  const reservations = new OpenReservations({ guard, clock, logger });
  reservations.start();
  return {
    clock,
    ledger,
    logger,
    reservations,
    hold: (id: string, { tenantId = "tenant", epoch = "epoch-1" as string | null } = {}) =>
      reservations.hold(tenantId, { id, owner: "gateway", claims: [] }, epoch === null ? null : { epoch, second: 7 }),
    async [Symbol.asyncDispose]() {
      await reservations.stop();
      await guard.stop();
      wheel.close();
      await clock.advance(0);
    },
  };
}

test("OpenReservations renews what is in flight every 20 seconds, all of a tenant in one call", async () => {
  await using scene = openScene();
  const first = scene.hold("a");
  const second = scene.hold("b");
  scene.hold("c", { tenantId: "other" });
  await scene.clock.advance(19_999);
  assert.deepEqual([scene.ledger.calls.length, second.second], [0, 7]);
  await scene.clock.advance(1);
  assert.equal(second.second, null, "it may be held again, and then in another second");
  assert.deepEqual(scene.ledger.calls.map(({ method, tenantId, ids }) => [method, tenantId, ids]), [
    ["renew", "tenant", ["a", "b"]],
    ["renew", "other", ["c"]],
  ]);
  scene.reservations.release(first);
  await scene.clock.advance(20_000);
  assert.deepEqual(scene.ledger.calls.slice(2).map(({ ids }) => ids), [["b"], ["c"]]);
  assert.equal(scene.reservations.size, 2);
});

test("OpenReservations renews no more at a time than a call should carry, and nothing that ended meanwhile", async () => {
  await using scene = openScene();
  const held = Array.from({ length: LEDGER_ITEMS_MAX + 2 }, (_, index) => scene.hold(`r${index}`));
  scene.ledger.mode = "hang";
  await scene.clock.advance(20_000);
  scene.reservations.release(held.at(-1)!);
  scene.ledger.mode = "answer";
  await scene.clock.advance(2_100);
  assert.deepEqual(scene.ledger.calls.map(({ ids }) => ids.length), [LEDGER_ITEMS_MAX, 1]);
});

test("OpenReservations renews a tenant at once when its ledger answers under another epoch", async () => {
  await using scene = openScene();
  const open = scene.hold("a");
  scene.reservations.observe("tenant", "epoch-1");
  scene.reservations.observe("stranger", "epoch-9");
  await scene.clock.advance(0);
  assert.equal(scene.ledger.calls.length, 0);
  scene.ledger.epoch = "epoch-2";
  scene.reservations.observe("tenant", "epoch-2");
  scene.reservations.observe("tenant", "epoch-2");
  await scene.clock.advance(0);
  assert.deepEqual([scene.ledger.calls.length, open.epoch], [1, "epoch-2"]);
});

test("OpenReservations keeps the epoch of a reservation that could not be renewed, and tries at the next answer", async () => {
  await using scene = openScene();
  const open = scene.hold("a");
  for (const mode of ["forget", "fail"] as const) {
    scene.ledger.mode = mode;
    await scene.clock.advance(20_000);
    assert.equal(open.epoch, "epoch-1");
  }
  assert.deepEqual(scene.logger.names("warn"), ["reservations_not_renewed", "reservations_not_renewed"]);
  scene.ledger.mode = "answer";
  scene.reservations.observe("tenant", "epoch-1");
  await scene.clock.advance(0);
  assert.equal(scene.ledger.calls.filter(({ method }) => method === "renew").length, 3);
});

test("OpenReservations gives one that was never held its epoch as soon as the ledger answers", async () => {
  await using scene = openScene();
  const open = scene.hold("a", { epoch: null });
  scene.reservations.observe("tenant", "epoch-1");
  await scene.clock.advance(0);
  assert.equal(open.epoch, "epoch-1");
});
