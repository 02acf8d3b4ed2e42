import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { TimerWheel } from "../pipeline/timer_wheel.ts";
import { GuardedLedger } from "./guarded_ledger.ts";
import { LedgerLane } from "./ledger_lane.ts";
import { DrivenLedger } from "./testing/driven_ledger.ts";

/** A lane over a ledger whose answers come when the test lets them. */
function openLane({ itemsMax = 100, lingerMs = 0 } = {}) {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 10);
  const ledger = new DrivenLedger();
  const guard = new GuardedLedger({ ledger, clock, wheel, logger: new MemoryLogger() });
  const heard: string[] = [];
  let idle = 0;
  const lane = new LedgerLane({
    tenantId: "tenant",
    guard,
    clock,
    ttlMs: 60_000,
    itemsMax,
    lingerMs,
    onEpoch: (epoch) => heard.push(epoch),
    onReserved: (state) => heard.push(state),
    onIdle: () => idle++,
  });
  return {
    clock,
    ledger,
    heard,
    idle: () => idle,
    hasten: () => lane.hasten(),
    calls: () => ledger.calls.map(({ method, ids }) => `${method} ${ids.join()}`),
    reserve: (id: string, counterKeys: string[] = []) =>
      lane.reserve({
        id,
        owner: "gateway",
        claims: counterKeys.map((counterKey) => ({
          ...{ type: "concurrent_requests", counterKey },
          ...{ amount: 1, max: 9, enforced: true },
        })),
      }),
    settle: (id: string) =>
      lane.settle({
        settlement: { id, claims: [], epoch: null },
        heard: (hasArrived, sentMs) => heard.push(`${id} ${hasArrived} ${sentMs - startMs}`),
      }),
    async [Symbol.asyncDispose]() {
      await guard.stop();
      wheel.close();
      await clock.advance(0);
    },
  };
}

const startMs = new ManualClock().monotonic();

test("LedgerLane settles and reserves what one turn asks in one call, and answers each by itself", async () => {
  await using scene = openLane();
  scene.ledger.denied.add("c");
  scene.settle("a");
  const answers = [scene.reserve("b"), scene.reserve("c")];
  scene.settle("d");
  const statuses = (await Promise.all(answers)).map((answer) => answer.state === "known" && answer.decision.status);
  assert.deepEqual([scene.calls(), statuses], [["turn a,d,b,c"], ["reserved", "denied"]]);
  await scene.clock.advance(0);
  assert.deepEqual(scene.heard.toSorted(), ["a true 0", "d true 0", "epoch-1", "epoch-1", "known"]);
  assert.equal(scene.idle() > 0, true);
});

test("LedgerLane has one call that reserves in flight, and what comes meanwhile goes with the next", async () => {
  await using scene = openLane();
  const release = scene.ledger.hold();
  const first = scene.reserve("a");
  await scene.clock.advance(5);
  const second = scene.reserve("b");
  scene.settle("c");
  await scene.clock.advance(5);
  const third = scene.reserve("d");
  await scene.clock.advance(0);
  assert.deepEqual([scene.calls(), scene.idle()], [["reserve a"], 0]);
  release();
  await Promise.all([first, second, third]);
  assert.deepEqual(scene.calls(), ["reserve a", "turn c,b,d"]);
});

test("LedgerLane has a second call in flight where those that wait share few limits, and never a third", async () => {
  await using scene = openLane();
  const release = scene.ledger.hold();
  const numbers = Array.from({ length: 16 }, (_, index) => String(index));
  const answers = [scene.reserve("first", ["project", "key"])];
  await scene.clock.advance(0);
  answers.push(...numbers.map((n) => scene.reserve(`same-${n}`, ["project", "key"])));
  await scene.clock.advance(0);
  assert.deepEqual(scene.calls(), ["reserve first"]);
  scene.settle("over");
  answers.push(...numbers.slice(1).map((n) => scene.reserve(`apart-${n}`, ["project", `key-${n}`])));
  await scene.clock.advance(0);
  const second = [...numbers.map((n) => `same-${n}`), ...numbers.slice(1).map((n) => `apart-${n}`)];
  assert.deepEqual(scene.calls(), ["reserve first", `turn over,${second}`]);
  answers.push(...numbers.map((n) => scene.reserve(`third-${n}`, ["project", `key-${n}`])));
  await scene.clock.advance(0);
  assert.deepEqual([scene.calls().length, scene.idle()], [2, 0]);
  release();
  assert.ok((await Promise.all(answers)).every(({ state }) => state === "known"));
  assert.deepEqual(scene.calls().slice(2), [`reserve ${numbers.map((n) => `third-${n}`)}`]);
  await scene.clock.advance(0);
  assert.ok(scene.idle() > 0);
});

test("LedgerLane reserves beside a call that only settles, and has one of these in flight", async () => {
  await using scene = openLane();
  const release = scene.ledger.hold();
  scene.settle("a");
  await scene.clock.advance(0);
  scene.settle("b");
  await scene.clock.advance(0);
  assert.deepEqual(scene.calls(), ["settle a"]);
  const reserved = scene.reserve("c");
  await scene.clock.advance(0);
  assert.deepEqual(scene.calls(), ["settle a", "turn b,c"]);
  scene.settle("d");
  await scene.clock.advance(0);
  assert.equal(scene.idle(), 0);
  release();
  await reserved;
  await scene.clock.advance(0);
  assert.deepEqual(scene.calls(), ["settle a", "turn b,c", "settle d"]);
  assert.ok(scene.idle() > 0);
});

test("LedgerLane fails only what the call that failed carried, and asks within what is left of the first one's time", async () => {
  await using scene = openLane();
  scene.ledger.mode = "hang";
  const first = scene.reserve("a");
  scene.settle("b");
  await scene.clock.advance(100);
  const second = scene.reserve("c");
  for (let step = 0; step < 7; step++) await scene.clock.advance(10);
  assert.deepEqual(await first, { state: "unreachable", wasAsked: true });
  assert.deepEqual(scene.calls(), ["turn b,a", "reserve c"]);
  scene.ledger.mode = "answer";
  for (let step = 0; step < 11; step++) await scene.clock.advance(10);
  assert.deepEqual(await second, { state: "unreachable", wasAsked: true }, "150 ms after it asked");
  assert.equal((await scene.reserve("d")).state, "known");
  const isHeard = () => scene.heard.some((one) => one.startsWith("b false"));
  assert.equal(isHeard(), false);
  for (let step = 0; step < 200; step++) await scene.clock.advance(10);
  assert.equal(isHeard(), true);
});

test("LedgerLane sends no more than `itemsMax` of each at a time, in order", async () => {
  await using scene = openLane({ itemsMax: 2 });
  for (const id of ["a", "b", "c", "d", "e"]) scene.settle(id);
  await Promise.all([1, 2, 3].map((n) => scene.reserve(`r${n}`)));
  await scene.clock.advance(0);
  assert.deepEqual(scene.calls(), ["turn a,b,r1,r2", "turn c,d,r3", "settle e"]);
});

test("LedgerLane lets settlements linger for the next reservation, and no longer than `lingerMs`", async () => {
  await using scene = openLane({ lingerMs: 2 });
  scene.settle("a");
  await scene.clock.advance(0);
  await scene.clock.advance(1);
  scene.settle("b");
  await scene.clock.advance(0);
  assert.deepEqual([scene.calls(), scene.idle()], [[], 0]);
  await scene.reserve("c");
  scene.settle("d");
  await scene.clock.advance(0);
  await scene.clock.advance(1);
  assert.deepEqual(scene.calls(), ["turn a,b,c"], "what came later has its own time");
  await scene.clock.advance(1);
  assert.deepEqual(scene.calls(), ["turn a,b,c", "settle d"]);
  await scene.clock.advance(10);
  assert.equal(scene.heard.filter((one) => one.includes("true")).length, 3);
  assert.ok(scene.idle() > 0);
});

test("LedgerLane lets nothing linger while requests are denied, when it is hastened, or when a call is full", async () => {
  await using scene = openLane({ lingerMs: 2, itemsMax: 2 });
  for (const id of ["a", "b", "c"]) scene.settle(id);
  await scene.clock.advance(0);
  assert.deepEqual(scene.calls(), ["settle a,b"]);
  scene.ledger.denied.add("d");
  await scene.reserve("d");
  scene.settle("e");
  await scene.clock.advance(0);
  assert.deepEqual(scene.calls(), ["settle a,b", "turn c,d", "settle e"]);
  await scene.clock.advance(1_000);
  scene.settle("f");
  await scene.clock.advance(0);
  assert.equal(scene.calls().length, 3);
  scene.hasten();
  await scene.clock.advance(0);
  scene.settle("g");
  await scene.clock.advance(0);
  assert.deepEqual(scene.calls().slice(3), ["settle f", "settle g"]);
});
