import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { commitRecords, type InsertedRecordsHook } from "../commit_records.ts";
import { recorderFixture } from "../testing/recorder_fixture.ts";
import { sampleRecords } from "../testing/sample_record.ts";
import { FileSink } from "./file_sink.ts";
import { sinkHook, sinkReadiness } from "./record_sink.ts";
import { FaultyFiles } from "./testing/faulty_files.ts";

test("sinkHook() writes what is committed at least once: a commit that fails after it makes it come again", async () => {
  await using scene = await openScene();
  const records = sampleRecords(1, 3);
  const failing: InsertedRecordsHook = () => Promise.reject(new Error("the connection was lost"));
  await assert.rejects(scene.commit(records, [failing]), /the connection was lost/);
  assert.equal(await scene.db.requestLog.count(), 0);
  await scene.commit(records);
  await scene.commit(records);
  assert.deepEqual(await scene.numbers(), [1, 2, 3, 1, 2, 3], "twice for the failure, and not for the redelivery");
  assert.equal(await scene.db.requestLog.count(), 3);
});

test("sinkHook() keeps no record from Postgres when the disk is full", async () => {
  await using scene = await openScene();
  scene.faults.bytesLeft = 0;
  const batch = await scene.commit(sampleRecords(1, 3));
  assert.equal(batch.inserted, 3);
  assert.equal(await scene.db.requestLog.count(), 3);
  assert.deepEqual(sinkReadiness(scene.sink), { ready: true, details: { written: 0, missed: 3, failing: 1 } });
});

async function openScene() {
  const fixture = await recorderFixture();
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-sink-" });
  const { commit, logger, db } = fixture;
  const faults = new FaultyFiles();
  const sink = new FileSink({
    directory,
    bytesMax: 1_000_000,
    filesMax: 10,
    instance: "recorder-1",
    clock: commit.clock,
    logger,
    openFile: faults.open,
  });
  return {
    db,
    sink,
    faults,
    commit: (records: Parameters<typeof commitRecords>[1], others: InsertedRecordsHook[] = []) =>
      commitRecords({ ...commit, hooks: [sinkHook([sink]), ...others] }, records),
    numbers: async () => {
      const texts = await Promise.all(
        [...Deno.readDirSync(directory)].map(({ name }) => Deno.readTextFile(`${directory}/${name}`)),
      );
      return texts.join("").trimEnd().split("\n").map((line) => JSON.parse(line).sequence.n);
    },
    async [Symbol.asyncDispose]() {
      await sink.close();
      await fixture[Symbol.asyncDispose]();
      await Deno.remove(directory, { recursive: true });
    },
  };
}
