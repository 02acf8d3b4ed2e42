import assert from "node:assert/strict";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { draftOf } from "./draft_of.ts";
import { Shipper, type ShipperOptions } from "./shipper.ts";
import { Spool } from "./spool.ts";
import { SpoolDirectory } from "./spool_directory.ts";
import { sampleRecord } from "./testing/sample_record.ts";
import { ScriptedStream } from "./testing/scripted_stream.ts";
import { inTemporaryDirectory } from "./testing/temporary_directory.ts";

interface Scene {
  spool: Spool;
  stream: ScriptedStream;
  shipper: Shipper;
  clock: ManualClock;
  logger: MemoryLogger;
  /** Writes records and tells the shipper. */
  record(count: number): Promise<void>;
}

function withShipper(options: Partial<ShipperOptions>, run: (scene: Scene) => Promise<void>): () => Promise<void> {
  return () =>
    inTemporaryDirectory(async (root) => {
      const clock = new ManualClock();
      const logger = new MemoryLogger();
      const directory = await SpoolDirectory.create(root, "instance-1");
      const spool = new Spool({ directory, clock, logger });
      const stream = new ScriptedStream();
      const shipper = new Shipper({ spool, writer: stream, clock, logger, ...options });
      spool.onRecords(() => shipper.wake());
      shipper.start();
      const record = async (count: number) => {
        await Promise.all(Array.from({ length: count }, () => spool.finish(draftOf(sampleRecord()))));
      };
      try {
        await run({ spool, stream, shipper, clock, logger, record });
      } finally {
        await shipper.stop();
        await spool.close();
        assert.equal(stream.listeners, 0);
      }
    });
}

const sequenceOf = (stream: ScriptedStream) => stream.records.map(({ sequence }) => sequence.n);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

test(
  "Shipper() ships in order, in batches, and together what comes within the linger",
  withShipper({ batchRecordsMax: 10 }, async ({ stream, clock, record }) => {
    await record(3);
    await record(4);
    await clock.advance(19);
    assert.equal(stream.batches.length, 0);
    await clock.advance(1);
    assert.deepEqual(stream.batches.map((batch) => batch.length), [7]);
    await record(25);
    await clock.advance(20);
    assert.deepEqual(stream.batches.map((batch) => batch.length), [7, 10, 10, 5]);
    assert.deepEqual(sequenceOf(stream), upTo(32));
  }),
);

test(
  "Shipper() has what is committed released, and says how far behind the recorder is",
  withShipper({}, async ({ stream, shipper, clock, record }) => {
    await record(5);
    await clock.advance(20);
    assert.equal(shipper.lag, 5);
    stream.watermarks.set("instance-1", 3);
    await clock.advance(500);
    assert.equal(shipper.lag, 2);
    const covered = shipper.covered();
    stream.commit();
    await clock.advance(500);
    await covered;
    assert.equal(shipper.lag, 0);
  }),
);

test(
  "Shipper() waits ever longer while the stream is full or out of reach, and loses nothing",
  withShipper({}, async ({ stream, shipper, clock, logger, record }) => {
    stream.answer = { state: "full" };
    await record(2);
    await clock.advance(20);
    assert.equal(shipper.obstacle, "the record stream is full");
    stream.reachable = false;
    await clock.advance(10_000);
    await record(1);
    assert.deepEqual(logger.names("warn"), ["records_wait"]);
    stream.answer = { state: "appended", epoch: "epoch-1" };
    stream.reachable = true;
    await clock.advance(5_000);
    assert.deepEqual(sequenceOf(stream), [1, 2, 3]);
    assert.equal(shipper.obstacle, null);
  }),
);

test(
  "Shipper() ships again from the watermark after a reconnection, at once",
  withShipper({}, async ({ stream, clock, record }) => {
    await record(4);
    await clock.advance(20);
    stream.watermarks.set("instance-1", 2);
    stream.reconnect();
    await stream.until(() => stream.records.length === 6);
    assert.deepEqual(sequenceOf(stream), [1, 2, 3, 4, 3, 4]);
  }),
);

test(
  "Shipper() ships again from the watermark when the stream has another epoch",
  withShipper({}, async ({ stream, clock, record }) => {
    await record(3);
    await clock.advance(20);
    stream.watermarks.set("instance-1", 1);
    stream.answer = { state: "appended", epoch: "epoch-2" };
    await record(1);
    await clock.advance(20);
    await stream.until(() => stream.records.length === 7);
    assert.deepEqual(sequenceOf(stream), [1, 2, 3, 4, 2, 3, 4]);
  }),
);

test(
  "Shipper() ships again when the store forgot its watermark, and never behind what was committed",
  withShipper({}, async ({ stream, clock, record }) => {
    await record(3);
    stream.watermarks.set("instance-1", 2);
    await clock.advance(600);
    stream.watermarks.clear();
    await clock.advance(600);
    await stream.until(() => stream.records.length === 4);
    assert.deepEqual(sequenceOf(stream), [1, 2, 3, 3]);
  }),
);

test(
  "Shipper() ships again, ever more seldom, when nothing is committed for long",
  withShipper({}, async ({ stream, clock, record }) => {
    await record(1);
    await clock.advance(59_000);
    assert.equal(stream.batches.length, 1);
    await clock.advance(2_000);
    await stream.until(() => stream.batches.length === 2);
    await clock.advance(110_000);
    assert.equal(stream.batches.length, 2);
    await clock.advance(15_000);
    await stream.until(() => stream.batches.length === 3);
  }),
);

test(
  "Shipper() survives a writer that throws",
  withShipper({}, async ({ stream, clock, record }) => {
    const append = stream.append;
    stream.append = () => Promise.reject(new Error("scripted"));
    await record(1);
    await clock.advance(20);
    stream.append = append;
    await clock.advance(100);
    assert.deepEqual(sequenceOf(stream), [1]);
  }),
);

test(
  "Shipper.drain() ships without lingering and resolves when all is committed",
  withShipper({}, async ({ stream, shipper, clock, record }) => {
    await record(2);
    const drained = shipper.drain(10_000);
    await stream.until(() => stream.records.length === 2);
    stream.commit();
    await clock.advance(60);
    assert.deepEqual(await drained, { left: 0 });
  }),
);

test(
  "Shipper.drain() gives up at its deadline and tells how many records are left",
  withShipper({}, async ({ stream, shipper, clock, record }) => {
    stream.reachable = false;
    await record(2);
    const drained = shipper.drain(1_000);
    await clock.advance(1_000);
    assert.deepEqual(await drained, { left: 2 });
  }),
);
