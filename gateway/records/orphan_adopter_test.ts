import assert from "node:assert/strict";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { requestRecord } from "../../shared/contracts/request_record.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import { OrphanAdopter, type OrphanAdopterOptions } from "./orphan_adopter.ts";
import type { UnnumberedRecord } from "./record_log.ts";
import { Spool } from "./spool.ts";
import { SpoolDirectory } from "./spool_directory.ts";
import { FaultyDisk } from "./testing/faulty_segment.ts";
import { begunRecord, sampleRecord } from "./testing/sample_record.ts";
import { ScriptedStream } from "./testing/scripted_stream.ts";
import { inTemporaryDirectory } from "./testing/temporary_directory.ts";

/** Leaves the spool of a process that was killed. */
async function leaveOrphan(root: string, instance: string, use: (spool: Spool) => Promise<void>): Promise<void> {
  const directory = await SpoolDirectory.create(root, instance);
  const spool = new Spool({ directory, clock: new ManualClock(), logger: new MemoryLogger(), segmentBytesMax: 3_000 });
  await use(spool);
  await spool.close();
}

function begin(spool: Spool, record: UnnumberedRecord, nanoUsd: number | null = 77): Promise<void> {
  return spool.begin(begunRecord(record), { reservationId: null, nanoUsd });
}

async function adoptAll(root: string, stream: ScriptedStream, options: Partial<OrphanAdopterOptions> = {}) {
  const logger = new MemoryLogger();
  const adopter = new OrphanAdopter({
    root,
    instance: "living",
    writer: stream,
    clock: systemClock,
    logger,
    shipping: { lingerMs: 0, watermarkEveryMs: 1, retryMs: 1 },
    ...options,
  });
  await adopter.adopt();
  return { adopter, logger };
}

const idsOf = (records: RequestRecord[]) => records.map(({ id }) => id);

test("OrphanAdopter() ships what a dead process left, finishes what it began, and deletes its spool", () =>
  inTemporaryDirectory(async (root) => {
    const finished = [sampleRecord(), sampleRecord(), sampleRecord()];
    const [interrupted, unpriced] = [sampleRecord({ estimatedTokens: 99 }), sampleRecord()];
    await leaveOrphan(root, "dead", async (spool) => {
      await begin(spool, interrupted);
      for (const record of finished) {
        await begin(spool, record);
        await spool.finish(record);
      }
      await begin(spool, unpriced, null);
    });
    const stream = new ScriptedStream();
    stream.commitsAtOnce = true;
    const { adopter, logger } = await adoptAll(root, stream);
    await adopter.settled();
    await adopter.stop();
    assert.deepEqual(idsOf(stream.records), idsOf([...finished, interrupted, unpriced] as RequestRecord[]));
    assert.deepEqual(
      stream.records.map(({ sequence }) => sequence),
      [1, 2, 3, 4, 5].map((n) => ({ instance: "dead", n })),
    );
    for (const record of stream.records) assert.ok(requestRecord.safeParse(record).success);
    const [first, second] = stream.records.slice(3);
    assert.deepEqual([first!.outcome, first!.status, first!.errorCode], ["interrupted", 0, "process_interrupted"]);
    assert.deepEqual([first!.costNanoUsd, first!.tokens.input, first!.tokens.output], [77, 99, 0]);
    assert.equal(second!.costNanoUsd, null);
    assert.deepEqual(await SpoolDirectory.instances(root), []);
    assert.deepEqual(logger.names("error"), []);
  }));

test("OrphanAdopter() leaves living spools and its own alone", () =>
  inTemporaryDirectory(async (root) => {
    const living = await SpoolDirectory.create(root, "other");
    const own = await SpoolDirectory.create(root, "living");
    own.release();
    const stream = new ScriptedStream();
    const { adopter } = await adoptAll(root, stream);
    await adopter.stop();
    assert.deepEqual(await SpoolDirectory.instances(root), ["living", "other"]);
    living.release();
  }));

test("OrphanAdopter() keeps a spool until all of it is committed, and leaves it to the next one when it stops", () =>
  inTemporaryDirectory(async (root) => {
    const record = sampleRecord();
    await leaveOrphan(root, "dead", (spool) => spool.finish(record));
    const stream = new ScriptedStream();
    const first = await adoptAll(root, stream);
    await stream.until(() => stream.records.length === 1);
    assert.equal(first.adopter.lag, 1);
    assert.ok(first.adopter.bytes > 0);
    await first.adopter.stop();
    assert.deepEqual(await SpoolDirectory.instances(root), ["dead"]);
    stream.commitsAtOnce = true;
    const second = await adoptAll(root, stream);
    await second.adopter.settled();
    await second.adopter.stop();
    assert.deepEqual(idsOf(stream.records), [record.id, record.id]);
    assert.deepEqual(await SpoolDirectory.instances(root), []);
  }));

test("OrphanAdopter() waits with everything while the recorder's watermark cannot be read", () =>
  inTemporaryDirectory(async (root) => {
    await leaveOrphan(root, "dead", (spool) => begin(spool, sampleRecord()));
    const stream = new ScriptedStream();
    stream.reachable = false;
    stream.commitsAtOnce = true;
    const { adopter } = await adoptAll(root, stream);
    stream.reachable = true;
    await adopter.adopt();
    await adopter.settled();
    await adopter.stop();
    assert.deepEqual(stream.records.map(({ sequence }) => sequence.n), [1]);
  }));

test("OrphanAdopter() gives no number that the recorder has committed already", () =>
  inTemporaryDirectory(async (root) => {
    await leaveOrphan(root, "dead", (spool) => begin(spool, sampleRecord()));
    const stream = new ScriptedStream();
    stream.commitsAtOnce = true;
    stream.watermarks.set("dead", 40);
    const { adopter } = await adoptAll(root, stream);
    await adopter.settled();
    await adopter.stop();
    assert.deepEqual(stream.records.map(({ sequence }) => sequence.n), [41]);
  }));

test("OrphanAdopter() goes on where a full disk or a kill stopped an earlier one", () =>
  inTemporaryDirectory(async (root) => {
    const begun = Array.from({ length: 6 }, () => sampleRecord());
    await leaveOrphan(root, "dead", async (spool) => {
      for (const record of begun) await begin(spool, record);
    });
    const stream = new ScriptedStream();
    stream.commitsAtOnce = true;
    for (const room of [0, 10, 1_500, 1_500]) {
      const disk = new FaultyDisk();
      disk.room = room;
      const { adopter, logger } = await adoptAll(root, stream, { openSegment: disk.open });
      assert.deepEqual(logger.names("error"), ["spool_not_adopted"]);
      await adopter.stop();
    }
    assert.equal(stream.records.length, 0);
    const { adopter } = await adoptAll(root, stream);
    await adopter.settled();
    await adopter.stop();
    assert.deepEqual(idsOf(stream.records).sort(), idsOf(begun as RequestRecord[]).sort());
    assert.deepEqual(stream.records.map(({ sequence }) => sequence.n), [1, 2, 3, 4, 5, 6]);
  }));

test("OrphanAdopter() ships what is whole around a damaged line, and tells of the line", () =>
  inTemporaryDirectory(async (root) => {
    const records = [sampleRecord(), sampleRecord(), sampleRecord()];
    await leaveOrphan(root, "dead", async (spool) => {
      for (const record of records) await spool.finish(record);
    });
    const path = `${root}/dead/00000001.jsonl`;
    const lines = (await Deno.readTextFile(path)).split("\n");
    lines[1] = lines[1]!.slice(0, 200) + "\u0000\u0000" + lines[1]!.slice(202, 300);
    await Deno.writeTextFile(path, lines.join("\n"));
    const stream = new ScriptedStream();
    stream.commitsAtOnce = true;
    const { adopter, logger } = await adoptAll(root, stream);
    await adopter.settled();
    await adopter.stop();
    assert.deepEqual(idsOf(stream.records), [records[0]!.id, records[2]!.id]);
    assert.ok(logger.names("error").includes("spool_line_damaged"));
  }));

test("OrphanAdopter() looks again every 30 s, and stops at once", () =>
  inTemporaryDirectory(async (root) => {
    const clock = new ManualClock();
    const stream = new ScriptedStream();
    stream.commitsAtOnce = true;
    const adopter = new OrphanAdopter({ root, instance: "living", writer: stream, clock, logger: new MemoryLogger() });
    adopter.start();
    await clock.untilPending();
    await leaveOrphan(root, "dead", (spool) => spool.finish(sampleRecord()));
    await clock.advance(30_000);
    await stream.until(() => stream.records.length === 1);
    await adopter.stop();
    assert.equal(clock.pending, 0);
  }));
