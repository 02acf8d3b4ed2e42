import assert from "node:assert/strict";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { forgetfulMemoryTransport } from "../../shared/transport/memory/memory_transport.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { LogTail } from "../logs/log_tail.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { LiveUsageSubscription } from "./live_subscription.ts";
import { LiveUsage } from "./live_usage.ts";
import { written } from "../../shared/transport/contract/written.ts";

const [tenantId, projectId, otherProjectId] = [uuidv7(1), uuidv7(2), uuidv7(3)];

/** Live usage of a stream in memory, whose seconds pass by hand. */
async function liveFixture() {
  const transport = forgetfulMemoryTransport({ clock: systemClock });
  const { writer, reader, tail } = transport.recordStream;
  await reader.initialise(new Map());
  const clock = new ManualClock(1_000_000);
  const logTail = new LogTail({ stream: tail, clock: systemClock, logger: new MemoryLogger() });
  const live = new LiveUsage({ tail: logTail, clock });
  let heard = 0;
  // Joined beside the others: it hears what they hear.
  await logTail.join({ record: () => void heard++, gap() {}, end() {} });
  let n = 0;
  return {
    clock,
    logTail,
    open: async (scope: { projectId: string | null }, authorizeAgain = () => Promise.resolve()) =>
      (await LiveUsageSubscription.open({ live, clock, scope: { tenantId, ...scope }, authorizeAgain }))!,
    /** Stores records, and waits until the live tails have them. */
    async append(fields: Parameters<typeof sampleRecord>[1][]) {
      const before = heard;
      await writer.append(written(fields.map((one) => sampleRecord(++n, { tenantId, projectId, ...one }))));
      await eventually(() => heard === before + fields.length);
    },
    async [Symbol.asyncDispose]() {
      await logTail.close();
      await transport.close();
    },
  };
}

const timings = (totalMs: number) => ({ timings: { queueMs: 0, overheadMs: 1, ttftMs: null, totalMs } });

test("LiveUsageSubscription sums up each second of its own scope", async () => {
  await using fixture = await liveFixture();
  const { clock, append, open } = fixture;
  const [all, one] = [await open({ projectId: null }), await open({ projectId: otherProjectId })];
  await append([
    { costNanoUsd: 5, ...timings(100) },
    { outcome: "failed", costNanoUsd: null, ...timings(9_000) },
    { projectId: otherProjectId, costNanoUsd: 7, outcome: "denied" },
    { tenantId: uuidv7(9) },
  ]);
  await clock.advance(1_000);
  const [first, ofProject] = [(await all.next()).value!, (await one.next()).value!];
  const { intervalMs, requests, errors, denied, unpriced, costNanoUsd, inputTokens } = first.sums;
  assert.deepEqual([intervalMs, requests, errors, denied, unpriced, costNanoUsd, inputTokens], [
    1_000,
    3,
    1,
    1,
    1,
    12,
    3 * 388,
  ]);
  assert.equal(first.latency.count, 1);
  assert.deepEqual([ofProject.sums.requests, ofProject.latency.count], [1, 0]);
  // Nothing in the next second; quantiles are of the last ten.
  await clock.advance(1_000);
  const second = (await all.next()).value!;
  assert.deepEqual([second.sums.requests, second.latency.count, second.at.getTime()], [0, 1, 1_002_000]);
  await all.return();
  await one.return();
  assert.equal(fixture.logTail.listeners, 1);
});

test("LiveUsageSubscription gives a slow client the seconds that it missed as one", async () => {
  await using fixture = await liveFixture();
  const { clock, append, open } = fixture;
  const subscription = await open({ projectId: null });
  for (let second = 0; second < 12; second++) {
    await append([{ ...timings(100) }]);
    await clock.advance(1_000);
  }
  const { value } = await subscription.next();
  assert.deepEqual([value!.sums.requests, value!.sums.intervalMs, value!.latency.count], [12, 12_000, 10]);
  await subscription.return();
});

test("LiveUsageSubscription ends at once when its client does, and when the right to see is gone", async () => {
  await using fixture = await liveFixture();
  const { clock, open } = fixture;
  const left = await open({ projectId: null });
  const waiting = left.next();
  await left.return();
  assert.deepEqual(await waiting, { done: true, value: undefined });
  const revoked = await open({ projectId: null }, () => Promise.reject(new Error("gone")));
  await clock.advance(1_000);
  assert.equal((await revoked.next()).done, false);
  await clock.advance(60_000);
  await assert.rejects(revoked.next(), /gone/);
  assert.equal(fixture.logTail.listeners, 1);
});
