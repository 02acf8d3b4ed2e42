import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { TimerWheel, WheelEntry } from "./timer_wheel.ts";

test("schedule() calls back within a tick of its time, never early", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 20 }), async (delays) => {
      const clock = new ManualClock();
      const wheel = new TimerWheel(clock, 20);
      const fired: [delay: number, at: number][] = [];
      for (const delay of delays) wheel.schedule(delay, () => fired.push([delay, clock.monotonic()]));
      await clock.advance(500);
      assert.equal(fired.length, delays.length);
      for (const [delay, at] of fired) assert.ok(at >= delay && at <= delay + 40, `${delay} at ${at}`);
      assert.equal(clock.pending, 0, "turns only while something waits");
    }),
    { numRuns: 15 },
  );
});

test("schedule() keeps a timer of more than one round of the wheel waiting", async () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock, 1_000);
  let at = 0;
  wheel.schedule(600_000, () => at = clock.monotonic());
  await clock.advance(599_000);
  assert.equal(at, 0);
  await clock.advance(2_000);
  assert.ok(at >= 600_000);
});

test("cancel() forgets the timer, at any time and as often as one likes", async () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock);
  let calls = 0;
  const cancelled = wheel.schedule(50, () => calls++);
  const kept = wheel.schedule(50, () => calls++);
  cancelled.cancel();
  cancelled.cancel();
  await clock.advance(200);
  assert.equal(calls, 1);
  kept.cancel();
  wheel.schedule(10, () => calls++);
  await clock.advance(100);
  assert.equal(calls, 2);
});

test("schedule() may be called from a callback", async () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock);
  const times: number[] = [];
  const again = () => {
    times.push(clock.monotonic());
    if (times.length < 3) wheel.schedule(100, again);
  };
  wheel.schedule(100, again);
  await clock.advance(1_000);
  assert.deepEqual(times.map((time) => Math.round(time / 100)), [1, 2, 3]);
});

test("close() stops the wheel and leaves no delay behind", async () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock);
  wheel.schedule(1_000, () => assert.fail("the wheel is closed"));
  wheel.close();
  await clock.advance(2_000);
  assert.equal(clock.pending, 0);
});

class Bell extends WheelEntry {
  readonly #onRing: () => void;

  constructor(onRing: () => void) {
    super();
    this.#onRing = onRing;
  }

  ring(): void {
    this.#onRing();
  }
}

test("set() rings an entry once, at the time that was set last, also when that is over", async () => {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock);
  const rung: number[] = [];
  const bell = new Bell(() => rung.push(clock.monotonic()));
  wheel.set(bell, 400);
  wheel.set(bell, 100);
  await clock.advance(90);
  wheel.set(bell, 200);
  await clock.advance(500);
  wheel.set(bell, 10);
  await clock.advance(50);
  assert.deepEqual(rung.map((at) => Math.round(at / 100)), [2, 6]);
  assert.equal(clock.pending, 0);
});

test("set() and clear() may be called of any entry from any other that rings", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(15), fc.nat(7), fc.boolean()), { maxLength: 60 }), async (steps) => {
      const clock = new ManualClock();
      const wheel = new TimerWheel(clock, 20);
      const dueMs = new Map<number, number>();
      const step = () => {
        const [next] = steps.splice(0, 1);
        if (next === undefined) return;
        const [delay, which, clears] = next;
        if (clears) {
          wheel.clear(bells[which]!);
          dueMs.delete(which);
        } else {
          dueMs.set(which, clock.monotonic() + delay * 5);
          wheel.set(bells[which]!, dueMs.get(which)!);
        }
      };
      const bells = Array.from({ length: 8 }, (_, which) =>
        new Bell(() => {
          const due = dueMs.get(which)!;
          assert.ok(clock.monotonic() >= due && clock.monotonic() <= due + 40, `${which} due ${due}`);
          dueMs.delete(which);
          step();
          step();
        }));
      for (let count = 0; count < 5; count++) step();
      await clock.advance(6_000);
      assert.equal(dueMs.size, 0);
      assert.equal(clock.pending, 0);
    }),
    { numRuns: 30 },
  );
});
