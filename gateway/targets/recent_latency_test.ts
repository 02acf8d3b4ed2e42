import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { RecentLatency } from "./recent_latency.ts";

test("RecentLatency.read() is the first measurement, moves with those that follow, and is gone after a minute", () => {
  const latency = new RecentLatency();
  assert.equal(latency.read(0), null);
  latency.add(100, 1_000);
  assert.equal(latency.read(1_000), 100);
  latency.add(200, 1_001);
  assert.equal(latency.read(1_001), 120);
  for (let step = 0; step < 40; step++) latency.add(500, 1_002 + step);
  assert.ok(Math.abs(latency.read(1_100)! - 500) < 1);
  assert.ok(latency.read(61_041) !== null);
  assert.equal(latency.read(61_042), null);
});

test("RecentLatency.add() weighs a measurement the more the longer there was none", () => {
  const after = (pauseMs: number) => {
    const latency = new RecentLatency();
    latency.add(100, 0);
    latency.add(200, pauseMs);
    return latency.read(pauseMs)!;
  };
  assert.equal(after(10), 120);
  assert.equal(after(2_000), 120);
  assert.ok(Math.abs(after(10_000) - 163.2) < 0.1);
  assert.ok(after(120_000) > 199.9);
});
