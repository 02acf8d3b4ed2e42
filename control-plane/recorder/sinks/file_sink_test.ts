import assert from "node:assert/strict";
import { requestRecord } from "../../../shared/contracts/request_record.ts";
import { MemoryLogger } from "../../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../../shared/time/manual_clock.ts";
import { eventually } from "../../../testing/eventually.ts";
import { test } from "../../../testing/test.ts";
import { sampleRecords } from "../testing/sample_record.ts";
import { FileSink, type FileSinkOptions } from "./file_sink.ts";
import { FaultyFiles } from "./testing/faulty_files.ts";

const START_MS = Date.UTC(2026, 2, 1, 23, 59);

test("FileSink writes each record as a line, on disk when take() resolves", async () => {
  await using scene = await openScene();
  const records = sampleRecords(1, 3);
  await scene.sink.take(records.slice(0, 2));
  await scene.sink.take(records.slice(2));
  const [file] = await scene.files();
  assert.equal(file!.name, "records-20260301T235900000Z-recorder-1-000001.jsonl");
  assert.deepEqual(file!.text.trimEnd().split("\n").map((line) => requestRecord.parse(JSON.parse(line))), records);
  assert.deepEqual(scene.sink.health(), { written: 3, missed: 0, problem: null });
  assert.equal(scene.faults.unsynced, 0);
});

test("FileSink begins a file when the next batch would not fit, when the day changes, and at each start", async () => {
  const line = JSON.stringify(sampleRecords(1, 1)[0]).length + 1;
  await using scene = await openScene({ bytesMax: 3 * line });
  for (const count of [2, 1, 1, 5]) await scene.sink.take(sampleRecords(1, count));
  assert.deepEqual(await scene.lines(), [3, 1, 5], "a batch is never torn, and one that is too large has its own");
  await scene.clock.advance(60_000);
  await scene.sink.take(sampleRecords(1, 1));
  assert.deepEqual(await scene.lines(), [3, 1, 5, 1]);
  const again = scene.open();
  await again.take(sampleRecords(1, 1));
  await again.close();
  assert.equal((await scene.lines()).length, 5, "a file that a crash has torn is not written to again");
});

test("FileSink removes the oldest files of all, but not the newest of another process", async () => {
  await using scene = await openScene({ bytesMax: 1, filesMax: 3 });
  const idle = scene.open({ instance: "recorder-2" });
  await idle.take(sampleRecords(1, 1));
  await Deno.writeTextFile(`${scene.directory}/notes.jsonl`, "not ours\n");
  for (let n = 0; n < 6; n++) {
    await scene.clock.advance(1);
    await scene.sink.take(sampleRecords(1, 1));
  }
  await idle.close();
  const names = (await scene.files()).map(({ name }) => name.replace(/.*Z-/, ""));
  assert.deepEqual(
    names,
    [
      "notes.jsonl",
      "recorder-2-000001.jsonl",
      "recorder-1-000004.jsonl",
      "recorder-1-000005.jsonl",
      "recorder-1-000006.jsonl",
    ].sort((a, b) => a === "notes.jsonl" ? -1 : b === "notes.jsonl" ? 1 : 0),
  );
});

test("FileSink counts what a full disk costs, leaves no half a line, and goes on when there is room", async () => {
  await using scene = await openScene();
  await scene.sink.take(sampleRecords(1, 1));
  scene.faults.bytesLeft = 100;
  await scene.sink.take(sampleRecords(2, 3));
  await scene.sink.take(sampleRecords(4, 4));
  assert.deepEqual(scene.sink.health(), { written: 1, missed: 3, problem: "No space left on device (os error 28)" });
  scene.faults.bytesLeft = Infinity;
  await scene.sink.take(sampleRecords(5, 5));
  assert.deepEqual(scene.sink.health(), { written: 2, missed: 3, problem: null });
  assert.deepEqual(await scene.numbers(), [1, 5]);
  const events = scene.logger.events.map(({ event }) => event);
  assert.deepEqual(events, ["record_file_sink_failing", "record_file_sink_writes_again"]);
});

test("FileSink takes another file when half a line cannot be taken back", async () => {
  await using scene = await openScene();
  await scene.sink.take(sampleRecords(1, 1));
  Object.assign(scene.faults, { bytesLeft: 100, truncates: false });
  await scene.sink.take(sampleRecords(2, 2));
  Object.assign(scene.faults, { bytesLeft: Infinity, truncates: true });
  await scene.clock.advance(1);
  await scene.sink.take(sampleRecords(3, 3));
  const [torn, next] = await scene.files();
  assert.ok(!torn!.text.endsWith("\n"));
  assert.equal(JSON.parse(next!.text).sequence.n, 3);
});

test("FileSink lets go of a disk that does not answer, and takes it up again when it does", async () => {
  await using scene = await openScene();
  const hung = Promise.withResolvers<void>();
  scene.faults.hold = hung.promise;
  const taking = scene.sink.take(sampleRecords(1, 2));
  await scene.clock.untilPending();
  await scene.clock.advance(5_000);
  await taking;
  await scene.sink.take(sampleRecords(3, 3));
  assert.deepEqual({ ...scene.sink.health(), problem: "" }, { written: 0, missed: 3, problem: "" });
  scene.faults.hold = null;
  hung.resolve();
  await eventually(async () => {
    await scene.sink.take(sampleRecords(4, 4));
    return scene.sink.health().written === 1;
  });
  assert.equal(scene.sink.health().problem, null);
  assert.deepEqual(await scene.numbers(), [1, 2, 4], "what was late is there as well");
  assert.equal(scene.logger.names("error").length, 1);
});

async function openScene(options: Partial<FileSinkOptions> = {}) {
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-sink-" });
  const clock = new ManualClock(START_MS);
  const logger = new MemoryLogger();
  const faults = new FaultyFiles();
  const open = (own: Partial<FileSinkOptions> = {}) =>
    new FileSink({
      directory,
      bytesMax: 1_000_000,
      filesMax: 100,
      instance: "recorder-1",
      clock,
      logger,
      openFile: faults.open,
      ...options,
      ...own,
    });
  const sink = open();
  const files = async () => {
    const names = [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
    return await Promise.all(
      names.map(async (name) => ({ name, text: await Deno.readTextFile(`${directory}/${name}`) })),
    );
  };
  const lines = async () => (await files()).map(({ text }) => text.split("\n").length - 1);
  const numbers = async () =>
    (await files()).flatMap(({ text }) => text.trimEnd().split("\n").map((line) => JSON.parse(line).sequence.n));
  return {
    directory,
    clock,
    logger,
    faults,
    sink,
    open,
    files,
    lines,
    numbers,
    async [Symbol.asyncDispose]() {
      await sink.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}
