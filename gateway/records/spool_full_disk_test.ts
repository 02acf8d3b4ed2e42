import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { draftOf } from "./draft_of.ts";
import type { UnnumberedRecord } from "./record_log.ts";
import { Shipper } from "./shipper.ts";
import type { Spool } from "./spool.ts";
import { SpoolDirectory } from "./spool_directory.ts";
import { begunRecord, sampleRecord } from "./testing/sample_record.ts";
import { ScriptedStream } from "./testing/scripted_stream.ts";
import { linesOf, noEstimate, request, withSpool } from "./testing/spool_scene.ts";
import { readBack } from "./testing/read_back.ts";

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** What the disk has, in its order: `b` and an id for a begin line, the number of a record. */
async function onDisk(directory: SpoolDirectory): Promise<(string | number)[]> {
  return (await linesOf(directory)).map((line) =>
    line.type === "begin" ? `b ${line.record.id}` : line.record.sequence.n
  );
}

const finish = (spool: Spool, records: UnnumberedRecord[]) =>
  Promise.all(records.map((record) => spool.finish(draftOf(record))));

test(
  "Spool() numbers and gives what the disk refuses, and writes it in order as soon as the disk takes it",
  withSpool({}, async ({ spool, directory, disk, clock, logger }) => {
    disk.room = 0;
    const records = [await request(spool), await request(spool), await request(spool)];
    assert.deepEqual([spool.lastN, spool.keptN, spool.heldRecords, spool.lostRecords], [3, 0, 3, 0]);
    assert.deepEqual([spool.writable, spool.losing], [false, false]);
    assert.deepEqual((readBack(await spool.read(0, 10))).map(({ id }) => id), records.map(({ id }) => id));
    await clock.advance(1_000);
    assert.deepEqual(await onDisk(directory), []);
    disk.room = Infinity;
    await clock.advance(200);
    // The begin lines of what is over are not written any more.
    assert.deepEqual(await onDisk(directory), [1, 2, 3]);
    assert.deepEqual([spool.keptN, spool.heldRecords, spool.writable], [3, 0, true]);
    await request(spool);
    assert.equal((await onDisk(directory)).at(-1), 4);
    assert.deepEqual(logger.events.map(({ event, fields }) => [event, fields?.["heldRecords"]]), [
      ["spool_write_failed", 0],
      ["spool_recovered", undefined],
    ]);
  }),
);

test(
  "Spool() holds the rest of a turn that was written in part, cuts off the torn line, and fills up bit by bit",
  withSpool({}, async ({ spool, directory, disk, clock }) => {
    const records = Array.from({ length: 5 }, () => sampleRecord());
    disk.room = 2_000;
    await finish(spool, records);
    assert.deepEqual(await onDisk(directory), [1]);
    assert.equal(spool.heldRecords, 4);
    for (const expected of [2, 3, 4]) {
      disk.room = 1_800;
      await clock.advance(200);
      assert.deepEqual(await onDisk(directory), upTo(expected));
    }
    disk.room = Infinity;
    await clock.advance(200);
    assert.deepEqual(await onDisk(directory), upTo(5));
    assert.deepEqual((await linesOf(directory)).map(({ record }) => record.id), records.map(({ id }) => id));
  }),
);

test(
  "Spool() writes no record before one that waits, and nothing behind a torn line",
  withSpool({}, async ({ spool, directory, disk, clock }) => {
    await finish(spool, [sampleRecord()]);
    disk.room = 100;
    disk.truncates = false;
    await finish(spool, [sampleRecord()]);
    disk.room = Infinity;
    await finish(spool, [sampleRecord()]);
    await clock.advance(200);
    assert.equal(spool.heldRecords, 2);
    disk.truncates = true;
    await clock.advance(200);
    assert.deepEqual(await onDisk(directory), [1, 2, 3]);
  }),
);

test(
  "Spool() writes the begin lines of requests that are under way once the disk takes them",
  withSpool({}, async ({ spool, directory, disk, clock }) => {
    disk.room = 0;
    const slow = sampleRecord();
    await spool.begin(draftOf(begunRecord(slow)), noEstimate);
    await request(spool);
    disk.room = Infinity;
    await clock.advance(200);
    assert.deepEqual(await onDisk(directory), [1, `b ${slow.id}`]);
    await spool.finish(draftOf(slow));
    assert.deepEqual(await onDisk(directory), [1, `b ${slow.id}`, 2]);
  }),
);

test(
  "Spool.release() lets go of held records that are committed, and of the begin lines that they have on disk",
  withSpool({ segmentBytesMax: 1_000 }, async ({ spool, directory, disk, clock }) => {
    const records = [sampleRecord(), sampleRecord(), sampleRecord()];
    for (const record of records) await spool.begin(draftOf(begunRecord(record)), noEstimate);
    disk.room = 0;
    await finish(spool, records);
    await spool.release(2);
    assert.deepEqual([spool.heldRecords, spool.keptN], [1, 2]);
    disk.room = Infinity;
    await clock.advance(200);
    assert.deepEqual(await onDisk(directory), [`b ${records[2]!.id}`, 3]);
    await spool.release(3);
    assert.equal(spool.keptN, 3);
  }),
);

test(
  "Spool.read() gives held records that are older than those it remembers, behind those on disk",
  withSpool({}, async ({ spool, disk, clock }) => {
    await finish(spool, Array.from({ length: 10 }, () => sampleRecord()));
    disk.room = 0;
    const records = Array.from({ length: 2_200 }, () => sampleRecord());
    await finish(spool, records);
    assert.deepEqual((readBack(await spool.read(0, 500))).map(({ sequence }) => sequence.n), upTo(10));
    const held = readBack(await spool.read(10, 3));
    assert.deepEqual(
      held,
      records.slice(0, 3).map((record, index) => ({
        ...record,
        sequence: { instance: "instance-1", n: 11 + index },
      })),
    );
    assert.deepEqual((readBack(await spool.read(100, 2))).map(({ sequence }) => sequence.n), [101, 102]);
    disk.room = Infinity;
    await clock.advance(300);
    assert.equal(spool.heldRecords, 0);
    assert.deepEqual((readBack(await spool.read(9, 3))).map(({ sequence }) => sequence.n), [10, 11, 12]);
  }),
);

test(
  "Spool() counts what memory has no room for as lost, without a number, and says that it is losing",
  withSpool({ memoryBytesMax: 5_000 }, async ({ spool, directory, disk, clock, logger }) => {
    disk.room = 0;
    while (spool.lostRecords === 0) await request(spool);
    const { heldRecords } = spool;
    assert.ok(heldRecords >= 2);
    assert.deepEqual([spool.lastN, spool.losing], [heldRecords, true]);
    await spool.release(1);
    await request(spool);
    assert.deepEqual([spool.lastN, spool.losing, spool.lostRecords], [heldRecords + 1, false, 1]);
    disk.room = Infinity;
    await clock.advance(200);
    assert.deepEqual(await onDisk(directory), upTo(heldRecords + 1, 2));
    assert.deepEqual(logger.events.at(-1)?.fields, { lostRecords: 1, lostRecordsSinceStart: 1 });
  }),
);

test(
  "Spool() holds what its own bound leaves no room for, and stays within it",
  withSpool({ bytesMax: 40_000, segmentBytesMax: 5_000 }, async ({ spool, directory, clock }) => {
    for (let index = 0; index < 40; index++) await request(spool);
    assert.ok(spool.heldRecords > 0 && spool.bytes <= 40_000);
    await clock.advance(1_000);
    assert.ok(spool.heldRecords > 0 && spool.bytes <= 40_000);
    await spool.release(spool.keptN);
    await clock.advance(1_000);
    assert.deepEqual([spool.heldRecords, spool.lastN, spool.lostRecords], [0, 40, 0]);
    assert.equal((await onDisk(directory)).at(-1), 40);
  }),
);

test(
  "Spool.close() writes what it held, and tells what it could not",
  withSpool({}, async ({ spool, directory, disk, logger }) => {
    disk.room = 0;
    await finish(spool, [sampleRecord(), sampleRecord(), sampleRecord()]);
    await spool.release(1);
    disk.room = 1_800;
    await spool.close();
    assert.deepEqual(await onDisk(directory), [2]);
    const told = logger.events.at(-1);
    assert.deepEqual([told?.event, told?.fields], ["records_not_kept", { records: 1, firstN: 3, lastN: 3 }]);
  }),
);

test(
  "Shipper() ships what a full disk refused, and a stop that could ship all of it leaves nothing behind",
  withSpool({}, async ({ spool, directory, disk, clock, logger }) => {
    const stream = new ScriptedStream();
    const shipper = new Shipper({ spool, writer: stream, clock, logger });
    spool.onRecords(() => shipper.wake());
    shipper.start();
    await request(spool);
    disk.room = 0;
    for (let index = 0; index < 20; index++) await request(spool);
    await clock.advance(20);
    assert.deepEqual(stream.records.map(({ sequence }) => sequence.n), upTo(21));
    stream.commit();
    const drained = shipper.drain(1_000);
    await clock.advance(100);
    assert.deepEqual(await drained, { left: 0 });
    await shipper.stop();
    await spool.close();
    assert.deepEqual(logger.names("error"), ["spool_write_failed"]);
    await assert.rejects(Deno.stat(directory.path), Deno.errors.NotFound);
  }),
);
