import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { startRecorder } from "./recorder.ts";
import { recorderFixture } from "./testing/recorder_fixture.ts";
import { sampleRecords } from "./testing/sample_record.ts";
import { written } from "../../shared/transport/contract/written.ts";

type Fixture = Awaited<ReturnType<typeof recorderFixture>>;

async function append({ transport }: Fixture, records: RequestRecord[]): Promise<void> {
  assert.equal((await transport.recordStream.writer.append(written(records))).state, "appended");
}

function watermark({ transport }: Fixture): Promise<number | null> {
  return transport.recordStream.writer.watermark("gw-1");
}

test("startRecorder() moves records to the database and acknowledges with watermarks", async () => {
  await using fixture = await recorderFixture();
  const recorder = startRecorder(fixture.dependencies, { consumer: "one" });
  assert.equal(recorder.readiness().ready, false);
  await eventually(() => recorder.readiness().ready);
  await append(fixture, sampleRecords(1, 120));
  await eventually(async () => await watermark(fixture) === 120);
  await recorder.stop();
  assert.equal(await fixture.db.requestLog.count(), 120);
  assert.deepEqual(recorder.counts(), { inserted: 120, duplicates: 0, expired: 0, refused: 0, rejected: 0 });
});

test("startRecorder() puts the database's watermarks back into an emptied stream", async () => {
  await using fixture = await recorderFixture();
  const recorder = startRecorder(fixture.dependencies, { consumer: "one" });
  await eventually(() => recorder.readiness().ready);
  await append(fixture, sampleRecords(1, 3));
  await eventually(async () => await watermark(fixture) === 3);
  fixture.transport.forget();
  await eventually(async () => await watermark(fixture) === 3);
  // What a shipper ships again is recorded once.
  await eventually(async () => (await fixture.transport.recordStream.tail.end()).epoch !== null);
  await append(fixture, sampleRecords(4, 4));
  await eventually(async () => await watermark(fixture) === 4);
  await recorder.stop();
});

test("startRecorder() loses nothing and acknowledges nothing while Postgres is away", async () => {
  await using fixture = await recorderFixture();
  let away = false;
  const hook = () => away ? Promise.reject(new Error("away")) : Promise.resolve();
  const recorder = startRecorder(fixture.dependencies, { consumer: "one", hooks: [hook] });
  await eventually(() => recorder.readiness().ready);
  away = true;
  await append(fixture, sampleRecords(1, 10));
  await eventually(() => !recorder.readiness().ready);
  assert.equal(await watermark(fixture), 0);
  away = false;
  await eventually(async () => await watermark(fixture) === 10);
  assert.deepEqual(recorder.readiness(), { ready: true });
  await recorder.stop();
  assert.equal(recorder.counts().inserted, 10);
});

test("startRecorder().stop() finishes the batch under way", async () => {
  await using fixture = await recorderFixture();
  const held = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const hook = () => {
    reached.resolve();
    return held.promise;
  };
  const recorder = startRecorder(fixture.dependencies, { consumer: "one", hooks: [hook] });
  await eventually(() => recorder.readiness().ready);
  await append(fixture, sampleRecords(1, 2));
  await reached.promise;
  const stopped = recorder.stop();
  held.resolve();
  await stopped;
  assert.equal(await watermark(fixture), 2);
  assert.equal(await fixture.db.requestLog.count(), 2);
});

test("startRecorder() shares the stream with other recorders", async () => {
  await using fixture = await recorderFixture();
  const recorders = ["one", "two"].map((consumer) =>
    startRecorder(fixture.dependencies, { consumer, batchRecordsMax: 50 })
  );
  await eventually(() => recorders.every((recorder) => recorder.readiness().ready));
  for (let first = 1; first <= 1_000; first += 50) await append(fixture, sampleRecords(first, first + 49));
  await eventually(async () => await watermark(fixture) === 1_000);
  await Promise.all(recorders.map((recorder) => recorder.stop()));
  assert.equal(recorders.reduce((sum, recorder) => sum + recorder.counts().inserted, 0), 1_000);
});
