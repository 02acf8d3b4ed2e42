import assert from "node:assert/strict";
import fc from "fast-check";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { draftOf } from "./draft_of.ts";
import type { UnnumberedRecord } from "./record_log.ts";
import { Spool } from "./spool.ts";
import { SpoolDirectory } from "./spool_directory.ts";
import { adoptOrphans, recordsById } from "./testing/adopt_orphans.ts";
import { begunRecord, sampleRecord } from "./testing/sample_record.ts";
import { inTemporaryDirectory } from "./testing/temporary_directory.ts";

/** What a spool had on disk, and what it had promised at each length. */
interface History {
  segments: { name: string; bytes: Uint8Array }[];
  begun: { id: string; at: number }[];
  finished: { record: UnnumberedRecord; at: number }[];
}

type Step = { type: "begin" } | { type: "finish"; which: number } | { type: "deny" };

/** Runs steps on a living spool, noting how many bytes were on disk when each promise resolved. */
async function live(root: string, steps: Step[]): Promise<History> {
  const directory = await SpoolDirectory.create(root, "dead");
  const spool = new Spool({ directory, clock: new ManualClock(), logger: new MemoryLogger(), segmentBytesMax: 2_500 });
  const open: UnnumberedRecord[] = [];
  const history: History = { segments: [], begun: [], finished: [] };
  const finish = async (record: UnnumberedRecord) => {
    await spool.finish(draftOf(record));
    history.finished.push({ record, at: spool.bytes });
  };
  for (const step of steps) {
    const record = step.type === "finish" ? open.splice(step.which % Math.max(1, open.length), 1)[0] : sampleRecord();
    if (record === undefined) continue;
    if (step.type !== "begin") {
      await finish(record);
      continue;
    }
    await spool.begin(draftOf(begunRecord(record)), { reservationId: null, nanoUsd: 77 });
    history.begun.push({ id: record.id, at: spool.bytes });
    open.push(record);
  }
  await spool.close();
  if (history.begun.length + history.finished.length === 0) return history;
  for (const { path } of await directory.segments()) {
    history.segments.push({ name: path.split("/").at(-1)!, bytes: await Deno.readFile(path) });
  }
  await Deno.remove(directory.path, { recursive: true });
  return history;
}

/** Puts the first `bytes` bytes of a history on disk, as a kill would have left them. */
async function dieAt(root: string, history: History, bytes: number): Promise<void> {
  await Deno.mkdir(`${root}/dead`);
  let left = bytes;
  for (const segment of history.segments) {
    if (left <= 0) break;
    await Deno.writeFile(`${root}/dead/${segment.name}`, segment.bytes.subarray(0, left));
    left -= segment.bytes.length;
  }
}

function check(history: History, bytes: number, delivered: RequestRecord[]): void {
  const byId = recordsById(delivered);
  const promised = history.finished.filter(({ at }) => at <= bytes);
  for (const { record } of promised) {
    assert.deepEqual({ ...byId.get(record.id), sequence: null }, { ...record, sequence: null });
  }
  const finishedIds = new Set(promised.map(({ record }) => record.id));
  const unfinished = history.begun.filter(({ id, at }) => at <= bytes && !finishedIds.has(id));
  for (const { id } of unfinished) assert.equal(byId.get(id)?.outcome, "interrupted");
  assert.equal(byId.size, promised.length + unfinished.length, "and nothing else is there");
}

async function dieAndAdopt(history: History, bytes: number, killedAfter: number[]): Promise<void> {
  await inTemporaryDirectory(async (root) => {
    await dieAt(root, history, bytes);
    check(history, bytes, await adoptOrphans(root, { killedAfter }));
  });
}

test("a spool cut at any byte gives every promised record once, and every other begun request as interrupted", async () => {
  const steps: Step[] = ["begin", "begin", "finish", "deny", "begin", "finish"].map((type) =>
    ({ type, which: 0 }) as Step
  );
  let history: History | undefined;
  await inTemporaryDirectory(async (root) => void (history = await live(root, steps)));
  const total = history!.segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const ends = [...history!.begun, ...history!.finished].map(({ at }) => at);
  assert.ok(history!.segments.length > 1);
  for (let bytes = 0; bytes <= total; bytes++) {
    // Within a line every byte is like the next: all around its ends, and some between.
    if (bytes % 17 !== 0 && !ends.some((at) => Math.abs(at - bytes) <= 2)) continue;
    await dieAndAdopt(history!, bytes, []);
  }
});

test("any history cut anywhere survives adopters that are killed half-way", async () => {
  const step = fc.oneof(
    fc.constant<Step>({ type: "begin" }),
    fc.record({ type: fc.constant<"finish">("finish"), which: fc.nat(5) }),
    fc.constant<Step>({ type: "deny" }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 14 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.nat(3_000), { maxLength: 3 }),
      async (steps, share, killedAfter) => {
        let history: History | undefined;
        await inTemporaryDirectory(async (root) => void (history = await live(root, steps)));
        const total = history!.segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
        await dieAndAdopt(history!, Math.round(total * share), killedAfter);
      },
    ),
    { numRuns: 60 },
  );
});
