import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { TimerWheel } from "../pipeline/timer_wheel.ts";
import { GuardedLedger } from "./guarded_ledger.ts";
import { DrivenLedger } from "./testing/driven_ledger.ts";

const tenantId = "tenant";
const UNREACHABLE = { state: "unreachable", wasAsked: true };

function openGuard() {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 10);
  const ledger = new DrivenLedger();
  const logger = new MemoryLogger();
  const guard = new GuardedLedger({ ledger, clock, wheel, logger });
  let ids = 0;
  const reserve = (waitedMs = 0) => {
    const reservation = { id: `r${++ids}`, owner: "gateway", claims: [] };
    const turn = { settlements: [], reservations: [reservation] };
    return guard.settleAndReserve(tenantId, turn, { ttlMs: 60_000, sinceMs: clock.monotonic() - waitedMs }).decided;
  };
  /** A settlement, with a reservation where there is one that has waited so long. */
  const settle = (waitedMs?: number) => {
    const settlements = [{ id: `r${ids}`, claims: [], epoch: "epoch-1" }];
    const reservations = waitedMs === undefined ? [] : [{ id: `r${++ids}`, owner: "gateway", claims: [] }];
    const sinceMs = clock.monotonic() - (waitedMs ?? 0);
    return guard.settleAndReserve(tenantId, { settlements, reservations }, { ttlMs: 60_000, sinceMs });
  };
  return {
    clock,
    ledger,
    logger,
    guard,
    reserve,
    settle,
    async [Symbol.asyncDispose]() {
      await guard.stop();
      wheel.close();
      await clock.advance(0);
    },
  };
}

test("GuardedLedger hands on what the ledger answers, and that it has forgotten", async () => {
  await using scene = openGuard();
  const answer = await scene.reserve();
  assert.ok(answer.state === "known" && answer.epoch === "epoch-1" && answer.value.decisions[0]!.status === "reserved");
  scene.ledger.mode = "forget";
  assert.deepEqual(await scene.reserve(), { state: "forgotten" });
  assert.equal(scene.guard.isAway, false, "a ledger that says so is there");
});

test("GuardedLedger gives up a call that hangs after about 150 ms, less what its request has waited already", async () => {
  for (const [waitedMs, fromMs, toMs] of [[0, 150, 180], [100, 50, 80], [150, 0, 5], [900, 0, 5]]) {
    await using scene = openGuard();
    scene.ledger.mode = "hang";
    let endedMs = -1;
    const startMs = scene.clock.monotonic();
    const asked = scene.reserve(waitedMs).then((answer) => {
      endedMs = scene.clock.monotonic() - startMs;
      return answer;
    });
    for (let step = 0; step < 40; step++) await scene.clock.advance(5);
    const wasAsked = waitedMs! < 150;
    assert.deepEqual(await asked, { state: "unreachable", wasAsked });
    assert.ok(endedMs >= fromMs! && endedMs <= toMs!, `${waitedMs}: ${endedMs}`);
  }
});

test("GuardedLedger asks nothing after three failures in a row, but once a second whether the ledger is back", async () => {
  await using scene = openGuard();
  let restored = 0;
  scene.guard.onRestored(() => restored++);
  scene.ledger.mode = "fail";
  for (let count = 0; count < 2; count++) await scene.reserve();
  scene.ledger.mode = "answer";
  await scene.reserve();
  scene.ledger.mode = "fail";
  for (let count = 0; count < 3; count++) assert.deepEqual(await scene.reserve(), UNREACHABLE);
  for (let count = 0; count < 7; count++) assert.deepEqual(await scene.reserve(), { ...UNREACHABLE, wasAsked: false });
  assert.equal(scene.ledger.calls.length, 6, "an answer in between had begun the count anew");
  assert.equal(scene.guard.isAway, true);
  await scene.clock.advance(2_500);
  assert.deepEqual(scene.ledger.calls.slice(6).map(({ method }) => method), ["epochs", "epochs"]);
  assert.equal(restored, 0);
  scene.ledger.mode = "forget";
  await scene.clock.advance(1_000);
  assert.deepEqual([scene.guard.isAway, restored], [false, 1]);
  assert.deepEqual(await scene.reserve(), { state: "forgotten" });
  assert.deepEqual([scene.logger.names("warn"), scene.logger.names("info")], [["limiter_lost"], ["limiter_restored"]]);
});

test("GuardedLedger does not take a call that had no time left for a sign that the ledger is away", async () => {
  await using scene = openGuard();
  scene.ledger.mode = "hang";
  for (let count = 0; count < 5; count++) {
    const asked = scene.reserve(140);
    await scene.clock.advance(60);
    assert.deepEqual(await asked, UNREACHABLE);
  }
  assert.equal(scene.guard.isAway, false);
});

test("GuardedLedger tries settlements while the ledger is away, and gives each two seconds", async () => {
  await using scene = openGuard();
  scene.ledger.mode = "fail";
  for (let count = 0; count < 3; count++) await scene.reserve();
  assert.deepEqual(await scene.settle().settled, UNREACHABLE);
  assert.equal(scene.ledger.calls.at(-1)!.method, "settle");
  scene.ledger.mode = "hang";
  const asked = scene.settle().settled;
  let isOver = false;
  void asked.then(() => isOver = true);
  await scene.clock.advance(1_900);
  assert.equal(isOver, false);
  await scene.clock.advance(200);
  assert.deepEqual(await asked, UNREACHABLE);
});

test("GuardedLedger.settleAndReserve() tells each part in its own time, and settles alone where reserving is too late", async () => {
  await using scene = openGuard();
  const { decided, settled } = scene.settle(0);
  assert.deepEqual([(await decided).state, (await settled).state], ["known", "known"]);
  const late = scene.settle(200);
  assert.deepEqual(await late.decided, { ...UNREACHABLE, wasAsked: false });
  assert.equal((await late.settled).state, "known");
  assert.deepEqual(scene.ledger.calls.map(({ method }) => method), ["turn", "settle"]);
  scene.ledger.mode = "hang";
  const hanging = scene.settle(0);
  let isSettledKnown = false;
  void hanging.settled.then(() => isSettledKnown = true);
  await scene.clock.advance(200);
  assert.deepEqual([await hanging.decided, isSettledKnown], [UNREACHABLE, false]);
  await scene.clock.advance(2_000);
  assert.deepEqual(await hanging.settled, UNREACHABLE);
});
