import assert from "node:assert/strict";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { draftOf } from "./draft_of.ts";
import type { UnnumberedRecord } from "./record_log.ts";
import { Spool } from "./spool.ts";
import { SpoolDirectory } from "./spool_directory.ts";
import { begunRecord, sampleRecord } from "./testing/sample_record.ts";
import { linesOf, noEstimate, request, withSpool } from "./testing/spool_scene.ts";
import { inTemporaryDirectory } from "./testing/temporary_directory.ts";
import { readBack } from "./testing/read_back.ts";

test(
  "Spool() writes begin lines and numbered records that the contract reads",
  withSpool({}, async ({ spool, directory }) => {
    const record = sampleRecord();
    await spool.begin(draftOf(begunRecord(record)), { reservationId: "r1", nanoUsd: 77 });
    assert.equal((await linesOf(directory)).length, 1);
    await spool.finish(draftOf(record));
    assert.deepEqual(await linesOf(directory), [
      { type: "begin", reservationId: "r1", estimatedNanoUsd: 77, record: begunRecord(record) },
      { type: "record", record: { ...record, sequence: { instance: "instance-1", n: 1 } } },
    ]);
  }),
);

test(
  "Spool() writes the lines of one turn at once and numbers them without gaps",
  withSpool({}, async ({ spool, directory, disk }) => {
    const written: string[] = [];
    const all = Array.from(
      { length: 50 },
      () => spool.finish(draftOf(sampleRecord())).then(() => written.push("done")),
    );
    assert.equal(disk.writes, 0);
    await Promise.all(all);
    assert.equal(disk.writes, 1);
    const lines = await linesOf(directory);
    assert.deepEqual(
      lines.map((line) => line.type === "record" && line.record.sequence.n),
      all.map((_, index) => index + 1),
    );
    assert.equal(spool.lastN, 50);
  }),
);

test(
  "Spool() lets a request that is alone wait for nobody, and gathers the lines of several",
  withSpool({}, async ({ spool, disk }) => {
    const [alone, second, third] = [sampleRecord(), sampleRecord(), sampleRecord()];
    const begin = (record: UnnumberedRecord) => spool.begin(draftOf(begunRecord(record)), noEstimate);
    await onlyPromises(begin(alone));
    assert.equal(disk.writes, 1);
    const gathered = [begin(second)];
    await onlyPromises();
    gathered.push(begin(third), spool.finish(draftOf(alone)));
    await onlyPromises();
    assert.equal(disk.writes, 1);
    await Promise.all(gathered);
    assert.equal(disk.writes, 2);
    await spool.finish(draftOf(second));
    assert.equal(disk.writes, 3);
    await onlyPromises(spool.finish(draftOf(third)));
    assert.equal(disk.writes, 4);
  }),
);

test(
  "Spool() syncs once for everything written in 100 ms, and not while nothing is written",
  withSpool({}, async ({ spool, disk, clock }) => {
    for (let round = 0; round < 5; round++) await request(spool);
    assert.equal(clock.pending, 1);
    await clock.advance(99);
    assert.equal(disk.syncs, 0);
    await clock.advance(1);
    assert.equal(disk.syncs, 1);
    assert.equal(clock.pending, 0);
  }),
);

test(
  "Spool() gives back records from memory and, when they are no longer there, from its segments",
  withSpool({ segmentBytesMax: 4_096 }, async ({ spool }) => {
    const records: UnnumberedRecord[] = [];
    for (let n = 1; n <= 2_100; n++) records.push(await request(spool));
    const fromDisk = readBack(await spool.read(0, 30));
    assert.deepEqual(fromDisk.map(({ sequence }) => sequence.n), Array.from({ length: 30 }, (_, index) => index + 1));
    assert.equal(fromDisk[29]!.id, records[29]!.id);
    assert.deepEqual((readBack(await spool.read(30, 3))).map(({ sequence }) => sequence.n), [31, 32, 33]);
    assert.deepEqual(
      (readBack(await spool.read(2_098, 10))).map(({ id }) => id),
      records.slice(2_098).map(({ id }) => id),
    );
    assert.deepEqual((readBack(await spool.read(5, 2))).map(({ sequence }) => sequence.n), [6, 7]);
    assert.deepEqual(readBack(await spool.read(2_100, 2)), []);
  }),
);

test(
  "Spool.release() deletes the oldest segments whose begins have records that are all committed",
  withSpool({ segmentBytesMax: 2_000 }, async ({ spool, directory }) => {
    const numbers = async () => (await directory.segments()).map(({ number }) => number);
    await request(spool);
    const held = sampleRecord();
    await spool.begin(draftOf(begunRecord(held)), noEstimate);
    for (let n = 0; n < 4; n++) await request(spool);
    const all = await numbers();
    assert.ok(all.length >= 4);
    await spool.release(spool.lastN);
    // The first segment may go; the second holds a request under way, and so nothing behind it may.
    const afterFirst = await numbers();
    assert.ok(afterFirst.length < all.length && afterFirst.length >= 3);
    await spool.finish(draftOf(held));
    await spool.release(spool.lastN - 1);
    assert.deepEqual((await numbers()).length <= 2, true);
    const left = await linesOf(directory);
    assert.ok(left.some((line) => line.type === "record" && line.record.sequence.n === spool.lastN));
  }),
);

test(
  "Spool() keeps whole lines, cuts off a torn one, counts what neither disk nor memory has room for, and recovers",
  withSpool({ memoryBytesMax: 0 }, async ({ spool, directory, disk, logger }) => {
    await request(spool);
    const sizeBefore = spool.bytes;
    disk.room = 2_000;
    const turn = [sampleRecord(), sampleRecord(), sampleRecord()];
    await Promise.all(turn.map((record) => spool.finish(draftOf(record))));
    assert.equal(spool.lostRecords, 2);
    assert.equal(spool.writable, false);
    assert.ok(spool.bytes > sizeBefore && spool.bytes <= sizeBefore + 2_000);
    await request(spool);
    assert.equal(spool.lostRecords, 3);
    disk.room = Infinity;
    const after = await request(spool);
    const lines = await linesOf(directory);
    const records = lines.flatMap((line) => line.type === "record" ? [line.record] : []);
    assert.deepEqual(records.map(({ sequence }) => sequence.n), [1, 2, 3]);
    assert.deepEqual(records.slice(1).map(({ id }) => id), [turn[0]!.id, after.id]);
    assert.deepEqual((readBack(await spool.read(0, 10))).map(({ id }) => id), records.map(({ id }) => id));
    assert.equal(spool.writable, true);
    assert.deepEqual(logger.names("error"), ["spool_write_failed"]);
    assert.deepEqual(logger.events.at(-1), {
      level: "warn",
      event: "spool_recovered",
      fields: { lostRecords: 3, lostRecordsSinceStart: 3 },
    });
    await spool.release(3);
  }),
);

test(
  "Spool() writes nothing behind a torn line that cannot be cut off",
  withSpool({ memoryBytesMax: 0 }, async ({ spool, directory, disk }) => {
    await request(spool);
    disk.room = 100;
    disk.truncates = false;
    await spool.finish(draftOf(sampleRecord()));
    disk.room = Infinity;
    await spool.finish(draftOf(sampleRecord()));
    assert.equal(spool.lostRecords, 2);
    disk.truncates = true;
    await spool.finish(draftOf(sampleRecord()));
    assert.equal(spool.lostRecords, 2);
    const records = (await linesOf(directory)).filter((line) => line.type === "record");
    assert.equal(records.length, 2);
    assert.equal(spool.lastN, 2);
  }),
);

test(
  "Spool() counts what its bound leaves no room for, begin lines first, and takes up again when there is room",
  withSpool({ bytesMax: 40_000, segmentBytesMax: 5_000, memoryBytesMax: 0 }, async ({ spool, directory }) => {
    let requests = 0;
    while (spool.lostRecords === 0) {
      await request(spool);
      requests++;
    }
    assert.ok(spool.bytes <= 40_000);
    assert.ok(requests > 15, `${requests} requests`);
    const lines = await linesOf(directory);
    const begins = lines.filter((line) => line.type === "begin").length;
    assert.ok(lines.length - begins >= begins, "no begin line is left without its record");
    await spool.release(spool.lastN);
    await request(spool);
    assert.equal(spool.lostRecords, 1);
    assert.equal(spool.writable, true);
    assert.equal(spool.lastN, requests);
  }),
);

test(
  "Spool() resolves and counts a loss for a record that cannot be written as JSON, or comes after closing",
  withSpool({}, async ({ spool }) => {
    await spool.finish(draftOf(sampleRecord({ conditionInputs: { big: 1n as unknown as number } })));
    assert.equal(spool.lostRecords, 1);
    const last = spool.finish(draftOf(sampleRecord()));
    await spool.close();
    await last;
    assert.equal(spool.lastN, 1);
    await spool.finish(draftOf(sampleRecord()));
    assert.equal(spool.lostRecords, 2);
  }),
);

test("Spool.close() deletes a spool that nothing needs, and leaves any other", () =>
  inTemporaryDirectory(async (root) => {
    const remains = async (use: (spool: Spool) => Promise<void>) => {
      const directory = await SpoolDirectory.create(root, "instance-1");
      const spool = new Spool({ directory, clock: new ManualClock(), logger: new MemoryLogger() });
      await use(spool);
      await spool.close();
      const left = [...Deno.readDirSync(root)].length;
      if (left > 0) await Deno.remove(directory.path, { recursive: true });
      return left;
    };
    assert.equal(await remains(async () => {}), 0);
    assert.equal(
      await remains(async (spool) => {
        await request(spool);
        await spool.release(1);
      }),
      0,
    );
    assert.equal(await remains(async (spool) => void await request(spool)), 1);
    assert.equal(await remains((spool) => spool.begin(draftOf(begunRecord(sampleRecord())), noEstimate)), 1);
  }));

/** Lets promises go on that are ready, but nothing that the loop has to turn for; throws when `work` is not done by then. */
async function onlyPromises(work?: Promise<void>): Promise<void> {
  let isDone = work === undefined;
  void work?.then(() => isDone = true);
  for (let turn = 0; turn < 10; turn++) await null;
  assert.ok(isDone, "it waits for the loop to turn");
}
