import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { redisTransport } from "../../shared/transport/redis/redis_transport.ts";
import { startRedis } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { startRecorder } from "./recorder.ts";
import { recorderFixture } from "./testing/recorder_fixture.ts";
import { sampleRecords } from "./testing/sample_record.ts";
import { written } from "../../shared/transport/contract/written.ts";

test("startRecorder() records once each, though Redis is lost and everything is shipped again", async () => {
  await using undo = new AsyncDisposableStack();
  const fixture = undo.use(await recorderFixture());
  const redis = undo.use(await startRedis({ private: true }));
  const transport = redisTransport({ url: redis.url, clock: systemClock, onProblem: () => {} });
  undo.defer(() => transport.close());
  const { writer, reader } = transport.recordStream;
  const recorder = startRecorder({ ...fixture.dependencies, reader }, { consumer: "one" });
  undo.defer(() => recorder.stop());
  await eventually(() => recorder.readiness().ready);
  const records = sampleRecords(1, 300);
  assert.equal((await writer.append(written(records.slice(0, 200)))).state, "appended");
  await eventually(async () => await writer.watermark("gw-1") === 200);

  await redis.kill();
  await eventually(() => !recorder.readiness().ready);
  await redis.restart();
  // As a shipper does that has not seen the watermark of the last records.
  await eventually(async () => (await writer.append(written(records.slice(150)))).state === "appended");
  await eventually(async () => await writer.watermark("gw-1") === 300);
  assert.equal(await fixture.db.requestLog.count(), 300);
  assert.deepEqual([recorder.counts().inserted, recorder.counts().duplicates], [300, 50]);
});

test("startRecorder().stop() commits what an interrupted read was handed", async () => {
  await using undo = new AsyncDisposableStack();
  const fixture = undo.use(await recorderFixture());
  const redis = undo.use(await startRedis());
  const transport = redisTransport({
    url: redis.url,
    keyPrefix: `${redis.keyPrefix}stop`,
    clock: systemClock,
    onProblem: () => {},
  });
  undo.defer(() => transport.close());
  const { writer, reader } = transport.recordStream;
  for (let n = 1; n <= 10; n++) {
    const recorder = startRecorder({ ...fixture.dependencies, reader }, { consumer: `recorder-${n}` });
    await eventually(() => recorder.readiness().ready);
    const appended = writer.append(written(sampleRecords(n, n)));
    await recorder.stop();
    await appended;
  }
  // Whatever came too late for its own recorder is new to the last one: nothing waits with one that is gone.
  const last = startRecorder({ ...fixture.dependencies, reader }, { consumer: "last" });
  await eventually(async () => await writer.watermark("gw-1") === 10, { timeoutMs: 5_000 });
  await last.stop();
  assert.equal(await fixture.db.requestLog.count(), 10);
});
