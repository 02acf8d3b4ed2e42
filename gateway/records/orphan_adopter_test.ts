import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { requestRecord } from "../../shared/contracts/request_record.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { draftOf } from "./draft_of.ts";
import { OrphanAdopter } from "./orphan_adopter.ts";
import type { UnnumberedRecord } from "./record_log.ts";
import { Spool } from "./spool.ts";
import { SpoolDirectory } from "./spool_directory.ts";
import { FaultyDisk } from "./testing/faulty_segment.ts";
import { begunRecord, sampleRecord } from "./testing/sample_record.ts";
import { ScriptedStream } from "./testing/scripted_stream.ts";
import { inTemporaryDirectory } from "./testing/temporary_directory.ts";
import { readBack } from "./testing/read_back.ts";

/** Leaves the spool of a process that was killed. */
async function leaveOrphan(root: string, instance: string, use: (spool: Spool) => Promise<void>): Promise<void> {
  const directory = await SpoolDirectory.create(root, instance);
  const spool = new Spool({ directory, clock: new ManualClock(), logger: new MemoryLogger(), segmentBytesMax: 3_000 });
  await use(spool);
  await spool.close();
}

function begin(spool: Spool, record: UnnumberedRecord, nanoUsd: number | null = 77): Promise<void> {
  return spool.begin(draftOf(begunRecord(record)), { reservationId: null, nanoUsd });
}

/** An adopter with its own log, whose records are in `log.read()`; `stop()` ends both. */
async function adoptAll(root: string, stream: ScriptedStream, { instance = "living", disk = new FaultyDisk() } = {}) {
  const logger = new MemoryLogger();
  const common = { clock: systemClock, logger };
  const directory = await SpoolDirectory.create(root, instance);
  const log = new Spool({ ...common, directory, openSegment: disk.open });
  const shipping = { lingerMs: 0, watermarkEveryMs: 1, retryMs: 1 };
  const adopter = new OrphanAdopter({ ...common, root, instance, log, writer: stream, shipping });
  await adopter.adopt();
  const stop = async () => {
    await adopter.stop();
    await log.close();
  };
  return { adopter, log, logger, stop };
}

const idsOf = (records: RequestRecord[]) => records.map(({ id }) => id);

test("OrphanAdopter() ships what a dead process left, records what it began as interrupted, and deletes its spool", () =>
  inTemporaryDirectory(async (root) => {
    const finished = [sampleRecord(), sampleRecord(), sampleRecord()];
    const [interrupted, unpriced] = [sampleRecord({ estimatedTokens: 99 }), sampleRecord()];
    await leaveOrphan(root, "dead", async (spool) => {
      await begin(spool, interrupted);
      for (const record of finished) {
        await begin(spool, record);
        await spool.finish(draftOf(record));
      }
      await begin(spool, unpriced, null);
    });
    const stream = new ScriptedStream();
    stream.commitsAtOnce = true;
    const { adopter, log, logger, stop } = await adoptAll(root, stream);
    await adopter.settled();
    assert.deepEqual(idsOf(stream.records), idsOf(finished as RequestRecord[]));
    assert.deepEqual(stream.records.map(({ sequence }) => sequence), [1, 2, 3].map((n) => ({ instance: "dead", n })));
    const recorded = readBack(await log.read(0, 10));
    assert.deepEqual(idsOf(recorded), idsOf([interrupted, unpriced] as RequestRecord[]));
    assert.deepEqual(recorded.map(({ sequence }) => sequence), [1, 2].map((n) => ({ instance: "living", n })));
    for (const record of [...stream.records, ...recorded]) assert.ok(requestRecord.safeParse(record).success);
    const [first, second] = recorded;
    assert.deepEqual([first!.outcome, first!.status, first!.errorCode], ["interrupted", 0, "process_interrupted"]);
    assert.deepEqual([first!.costNanoUsd, first!.tokens.input, first!.tokens.output], [77, 99, 0]);
    assert.equal(second!.costNanoUsd, null);
    assert.deepEqual(await SpoolDirectory.instances(root), ["living"]);
    assert.deepEqual(logger.names("error"), []);
    await stop();
  }));

test("OrphanAdopter() leaves living spools and its own alone", () =>
  inTemporaryDirectory(async (root) => {
    const living = await SpoolDirectory.create(root, "other");
    const { stop } = await adoptAll(root, new ScriptedStream());
    assert.deepEqual(await SpoolDirectory.instances(root), ["living", "other"]);
    await stop();
    living.release();
  }));

test("OrphanAdopter() keeps a spool until all of it is committed, and leaves it to the next one when it stops", () =>
  inTemporaryDirectory(async (root) => {
    const record = sampleRecord();
    await leaveOrphan(root, "dead", (spool) => spool.finish(draftOf(record)));
    const stream = new ScriptedStream();
    const first = await adoptAll(root, stream);
    await stream.until(() => stream.records.length === 1);
    assert.equal(first.adopter.lag, 1);
    assert.ok(first.adopter.bytes > 0);
    await first.stop();
    assert.deepEqual(await SpoolDirectory.instances(root), ["dead"]);
    stream.commitsAtOnce = true;
    const second = await adoptAll(root, stream);
    await second.adopter.settled();
    await second.stop();
    assert.deepEqual(idsOf(stream.records), [record.id, record.id]);
    assert.deepEqual(await SpoolDirectory.instances(root), []);
  }));

test("OrphanAdopter() records what was begun, and keeps the rest, while the recorder's watermark cannot be read", () =>
  inTemporaryDirectory(async (root) => {
    const finished = sampleRecord();
    await leaveOrphan(root, "dead", async (spool) => {
      await begin(spool, sampleRecord());
      await spool.finish(draftOf(finished));
    });
    const stream = new ScriptedStream();
    stream.reachable = false;
    stream.commitsAtOnce = true;
    const { adopter, log, stop } = await adoptAll(root, stream);
    assert.equal(log.lastN, 1);
    assert.ok((await SpoolDirectory.instances(root)).includes("dead"));
    stream.reachable = true;
    await adopter.settled();
    assert.deepEqual(idsOf(stream.records), [finished.id]);
    assert.deepEqual(await SpoolDirectory.instances(root), ["living"]);
    await stop();
  }));

test("OrphanAdopter() gives no number to a process that is dead: its own memory may have given higher ones", () =>
  inTemporaryDirectory(async (root) => {
    await leaveOrphan(root, "dead", (spool) => begin(spool, sampleRecord()));
    const stream = new ScriptedStream();
    stream.commitsAtOnce = true;
    const { adopter, log, stop } = await adoptAll(root, stream);
    await adopter.settled();
    assert.deepEqual(stream.records, []);
    assert.deepEqual((readBack(await log.read(0, 10))).map(({ sequence }) => sequence), [{ instance: "living", n: 1 }]);
    await stop();
  }));

test("OrphanAdopter() keeps a spool until its own disk, or the recorder, has what was begun there", () =>
  inTemporaryDirectory(async (root) => {
    const begun = Array.from({ length: 6 }, () => sampleRecord());
    await leaveOrphan(root, "dead", async (spool) => {
      for (const record of begun) await begin(spool, record);
    });
    const stream = new ScriptedStream();
    const tried: string[] = [];
    // What earlier ones wrote before they were killed is adopted as well.
    for (const [index, room] of [0, 10, 1_500, 1_500].entries()) {
      const disk = new FaultyDisk();
      disk.room = room;
      const instance = `killed-${index}`;
      const { log, stop } = await adoptAll(root, stream, { instance, disk });
      assert.ok(log.lastN >= 6 && log.keptN < log.lastN);
      tried.push(instance);
      await stop();
      assert.deepEqual(await SpoolDirectory.instances(root), ["dead", ...tried]);
    }
    stream.commitsAtOnce = true;
    const { adopter, log, stop } = await adoptAll(root, stream);
    await adopter.settled();
    assert.deepEqual(idsOf(readBack(await log.read(0, 50))).sort(), idsOf(begun as RequestRecord[]).sort());
    assert.deepEqual(await SpoolDirectory.instances(root), ["living"]);
    await stop();
  }));

test("OrphanAdopter() lets go of a spool once its own full disk does not matter, because all is committed", () =>
  inTemporaryDirectory(async (root) => {
    await leaveOrphan(root, "dead", (spool) => begin(spool, sampleRecord()));
    const stream = new ScriptedStream();
    const disk = new FaultyDisk();
    disk.room = 0;
    const { adopter, log, stop } = await adoptAll(root, stream, { disk });
    assert.equal(log.heldRecords, 1);
    await log.release(1);
    await adopter.settled();
    assert.deepEqual(await SpoolDirectory.instances(root), ["living"]);
    await stop();
    assert.deepEqual(await SpoolDirectory.instances(root), []);
  }));

test("OrphanAdopter() ships what is whole around a damaged line, and tells of the line", () =>
  inTemporaryDirectory(async (root) => {
    const records = [sampleRecord(), sampleRecord(), sampleRecord()];
    await leaveOrphan(root, "dead", async (spool) => {
      for (const record of records) await spool.finish(draftOf(record));
    });
    const path = `${root}/dead/00000001.jsonl`;
    const lines = (await Deno.readTextFile(path)).split("\n");
    lines[1] = lines[1]!.slice(0, 200) + "\u0000\u0000" + lines[1]!.slice(202, 300);
    await Deno.writeTextFile(path, lines.join("\n"));
    const stream = new ScriptedStream();
    stream.commitsAtOnce = true;
    const { adopter, logger, stop } = await adoptAll(root, stream);
    await adopter.settled();
    await stop();
    assert.deepEqual(idsOf(stream.records), [records[0]!.id, records[2]!.id]);
    assert.ok(logger.names("error").includes("spool_line_damaged"));
  }));

test("OrphanAdopter() looks again every 30 s, and stops at once", () =>
  inTemporaryDirectory(async (root) => {
    const clock = new ManualClock();
    const stream = new ScriptedStream();
    stream.commitsAtOnce = true;
    const common = { clock, logger: new MemoryLogger() };
    const log = new Spool({ ...common, directory: await SpoolDirectory.create(root, "living") });
    const adopter = new OrphanAdopter({ ...common, root, instance: "living", log, writer: stream });
    adopter.start();
    await clock.untilPending();
    await leaveOrphan(root, "dead", (spool) => spool.finish(draftOf(sampleRecord())));
    await clock.advance(30_000);
    await stream.until(() => stream.records.length === 1);
    await adopter.stop();
    await log.close();
    assert.equal(clock.pending, 0);
  }));
