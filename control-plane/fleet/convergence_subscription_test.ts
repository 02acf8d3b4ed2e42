import assert from "node:assert/strict";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { memoryTransport } from "../../shared/transport/memory/memory_transport.ts";
import { sampleId } from "../../shared/transport/contract/samples.ts";
import { test } from "../../testing/test.ts";
import { ConvergenceSubscription } from "./convergence_subscription.ts";
import { FleetWatch } from "./fleet_watch.ts";

const TENANT = sampleId(1);
const LASTS_MS = 90_000;

/** A fleet of one gateway that serves revision 1, and a subscription to revision 2. */
async function setUp(authorizeAgain: () => Promise<void> = () => Promise.resolve()) {
  const clock = new ManualClock();
  const transport = memoryTransport({ clock });
  const watch = new FleetWatch({ transport, clock, logger: new MemoryLogger() });
  const beat = (instance: string) =>
    transport.fleet.beat({ instance, build: "1", startedAt: 1, requestsInFlight: 0 }, 3_600_000);
  const say = (instance: string, number: number) =>
    transport.configFeed.acknowledge({
      instance,
      tenantId: TENANT,
      number,
      hash: "a".repeat(64),
      status: "applied",
      build: "1",
      at: number,
    });
  await beat("gw-1");
  await say("gw-1", 1);
  const subscription = ConvergenceSubscription.open({
    watch,
    clock,
    tenantId: TENANT,
    number: 2,
    authorizeAgain,
    lastsMsMax: LASTS_MS,
  })!;
  const close = async () => {
    await watch.close();
    await transport.close();
  };
  return { clock, watch, beat, say, subscription, close };
}

test("ConvergenceSubscription.return() takes effect at once while next() waits, and the last one ends the reading", async () => {
  const { clock, watch, subscription, close } = await setUp();
  const first = await subscription.next();
  assert.deepEqual([first.value.converged, first.value.words[0].state], [false, "behind"]);
  const waiting = subscription.next();
  await subscription.return();
  assert.deepEqual(await waiting, { done: true, value: undefined });
  assert.equal(watch.listeners, 0);
  await close();
  assert.equal(clock.pending, 0, "nobody reads any more");
});

test("ConvergenceSubscription asks again for the right to watch after a minute, and ends with the refusal", async () => {
  let asked = 0;
  const { clock, beat, watch, subscription, close } = await setUp(() => {
    asked++;
    return Promise.reject(new Error("no longer a member"));
  });
  await subscription.next();
  assert.equal(asked, 0);
  const refused = assert.rejects(subscription.next(), /no longer a member/);
  await clock.untilPending();
  await clock.advance(60_000);
  await beat("gw-2");
  await clock.advance(200);
  await refused;
  assert.deepEqual([asked, watch.listeners], [1, 0]);
  await close();
});

test("ConvergenceSubscription gives up with a last event when its time is over", async () => {
  const { clock, subscription, close } = await setUp();
  await subscription.next();
  const next = subscription.next();
  await clock.untilPending();
  await clock.advance(LASTS_MS);
  const { value } = await next;
  assert.deepEqual([value.converged, value.final], [false, true]);
  assert.equal((await subscription.next()).done, true);
  await close();
});

test("FleetWatch.join() refuses whoever comes after 256 others", async () => {
  const { watch, close } = await setUp();
  const listener = () => ({ read: () => {}, end: () => {} });
  const joined = Array.from({ length: 256 }, () => watch.join(TENANT, listener()));
  assert.deepEqual([joined.filter(Boolean).length, joined.at(-1)], [255, false]);
  await close();
});
