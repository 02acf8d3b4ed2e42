import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { memoryTransport } from "../../shared/transport/memory/memory_transport.ts";
import { test } from "../../testing/test.ts";
import { Heartbeat } from "./heartbeat.ts";

test("Heartbeat() keeps a gateway among the living, with what it is doing now, until it takes its leave", async () => {
  const clock = new ManualClock();
  const { fleet, close } = memoryTransport({ clock });
  let requestsInFlight = 0;
  const describe = () => ({ instance: "gateway-1", build: "test", startedAt: 1, requestsInFlight });
  const heartbeat = new Heartbeat({ fleet, clock, describe });
  heartbeat.start();
  requestsInFlight = 3;
  await clock.untilPending();
  await clock.advance(60_000);
  assert.deepEqual(await fleet.alive(), [describe()]);
  await heartbeat.stop();
  assert.deepEqual(await fleet.alive(), []);
  assert.equal(clock.pending, 0);
  await close();
});
