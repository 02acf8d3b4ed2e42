import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { redisTransport } from "../../shared/transport/redis/redis_transport.ts";
import { eventually } from "../../testing/eventually.ts";
import { startRedis } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { startRecorder } from "../recorder/recorder.ts";
import { recorderFixture } from "../recorder/testing/recorder_fixture.ts";
import { sampleRecords } from "../recorder/testing/sample_record.ts";
import { checkGaps, GAP_GRACE_MS } from "./check_gaps.ts";
import { countGaps } from "./read_gaps.ts";
import { written } from "../../shared/transport/contract/written.ts";

test("checkGaps() finds records that were lost from the stream, and finds them there again when they are shipped again", async () => {
  await using undo = new AsyncDisposableStack();
  const { db, logger, dependencies } = undo.use(await recorderFixture());
  const redis = undo.use(await startRedis({ private: true }));
  const transport = redisTransport({ url: redis.url, clock: systemClock, onProblem: () => {} });
  undo.defer(() => transport.close());
  const { writer, reader } = transport.recordStream;
  await reader.initialise(new Map());
  const records = sampleRecords(1, 150);
  await writer.append(written(records));
  await loseSecondEntry(redis.url);
  const recorder = startRecorder({ ...dependencies, reader }, { consumer: "one" });
  undo.defer(() => recorder.stop());
  await eventually(async () => await db.requestLog.count() === 100);

  const clock = new ManualClock();
  const check = () => checkGaps({ db, clock, logger, fleet: transport.fleet });
  await check();
  await clock.advance(GAP_GRACE_MS);
  await check();
  assert.deepEqual(await countGaps(db), { missing: 50n, givenUp: 0n, lost: 0n });
  const [told] = logger.events.filter(({ event }) => event === "record_gap");
  assert.deepEqual(told?.fields, { instance: "gw-1", missing: 50, ranges: "[51,101)", lost: 0 });

  // The gateway's spool has them until the watermark covers them.
  assert.equal(await writer.watermark("gw-1"), 50);
  await writer.append(written(records.slice(50)));
  await eventually(async () => await writer.watermark("gw-1") === 150);
  assert.deepEqual(await countGaps(db), { missing: 0n, givenUp: 0n, lost: 0n });
  assert.equal(await db.requestLog.count(), 150);
});

/** An entry holds 50 records. */
async function loseSecondEntry(url: string): Promise<void> {
  const redis = new Redis(url, { retryStrategy: null });
  const closed = new Promise((resolve) => redis.once("end", resolve));
  const [key] = (await redis.keys("*:records")) as [string];
  const entries = await redis.xrange(key, "-", "+");
  assert.equal(entries.length, 3);
  await redis.xdel(key, entries[1]![0]);
  redis.disconnect();
  await closed;
}
