import assert from "node:assert/strict";
import fc from "fast-check";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { test } from "../../testing/test.ts";
import { draftOf } from "./draft_of.ts";
import type { UnnumberedRecord } from "./record_log.ts";
import { adoptOrphans, recordsById } from "./testing/adopt_orphans.ts";
import { begunRecord, sampleRecord } from "./testing/sample_record.ts";
import { linesOf, noEstimate, type SpoolScene, withSpool } from "./testing/spool_scene.ts";
import { inTemporaryDirectory } from "./testing/temporary_directory.ts";
import { readBack } from "./testing/read_back.ts";

type Step =
  | { type: "begin" }
  | { type: "deny" }
  | { type: "finish"; which: number }
  /** The disk has so much room from now on. */
  | { type: "room"; bytes: number }
  | { type: "wait"; ms: number }
  /** Up to so many records more are shipped, or committed of what was shipped. */
  | { type: "ship"; records: number }
  | { type: "commit"; records: number };

/** What happened to a process up to its kill, and what it left. */
interface Life {
  open: UnnumberedRecord[];
  finished: UnnumberedRecord[];
  shipped: RequestRecord[];
  committedN: number;
}

async function live({ spool, disk, clock }: SpoolScene, steps: Step[]): Promise<Life> {
  const life: Life = { open: [], finished: [], shipped: [], committedN: 0 };
  const finish = async (record: UnnumberedRecord | undefined) => {
    if (record === undefined) return;
    await spool.finish(draftOf(record));
    life.finished.push(record);
  };
  for (const step of steps) {
    if (step.type === "begin") {
      const record = sampleRecord();
      await spool.begin(draftOf(begunRecord(record)), noEstimate);
      life.open.push(record);
    } else if (step.type === "deny") await finish(sampleRecord());
    else if (step.type === "finish") await finish(life.open.splice(step.which % Math.max(1, life.open.length), 1)[0]);
    else if (step.type === "room") disk.room = step.bytes;
    else if (step.type === "wait") await clock.advance(step.ms);
    else if (step.type === "ship") life.shipped.push(...readBack(await spool.read(life.shipped.length, step.records)));
    else {
      life.committedN = Math.min(life.shipped.length, life.committedN + step.records);
      await spool.release(life.committedN);
    }
  }
  return life;
}

/** Kills the process: what is on disk now is adopted elsewhere, and what comes on record in the end is checked. */
async function killAndCheck({ spool, directory }: SpoolScene, life: Life, killedAfter: number[]): Promise<void> {
  const { lastN, keptN } = spool;
  const lines = await linesOf(directory);
  const numbersOnDisk = lines.flatMap((line) => line.type === "record" ? [line.record.sequence.n] : []);
  assert.deepEqual(numbersOnDisk, numbersOnDisk.toSorted((one, other) => one - other), "in order on disk");
  assert.deepEqual(life.shipped.map(({ sequence }) => sequence.n), life.shipped.map((_, index) => index + 1));
  assert.equal(lastN, life.finished.length, "each record has a number");
  await inTemporaryDirectory(async (root) => {
    await Deno.mkdir(`${root}/${spool.instance}`);
    for (const { path } of await directory.segments()) {
      await Deno.copyFile(path, `${root}/${spool.instance}/${path.split("/").at(-1)}`);
    }
    const shipped = life.shipped.slice(life.committedN);
    const committed = new Map([[spool.instance, life.committedN]]);
    const delivered = await adoptOrphans(root, { killedAfter, shipped, committed });
    const onRecord = recordsById([...life.shipped, ...delivered], { mayFollow: true });
    // Gone is what memory alone held and nobody had shipped, and nothing else.
    const kept = life.finished.slice(0, Math.max(keptN, life.shipped.length));
    for (const record of kept) {
      assert.deepEqual({ ...onRecord.get(record.id), sequence: null }, { ...record, sequence: null });
    }
    const keptIds = new Set(kept.map(({ id }) => id));
    const begun = lines.flatMap((line) =>
      line.type === "begin" && !keptIds.has(line.record.id) ? [line.record.id] : []
    );
    for (const id of begun) assert.equal(onRecord.get(id)?.outcome, "interrupted");
    assert.equal(onRecord.size, kept.length + new Set(begun).size, "and nothing else is there");
  });
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Step>({ type: "begin" }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant<"finish">("finish"), which: fc.nat(5) }) },
  fc.constant<Step>({ type: "deny" }),
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant<"room">("room"), bytes: fc.oneof(fc.constant(0), fc.nat(5_000)) }),
  },
  fc.record({ type: fc.constant<"wait">("wait"), ms: fc.constantFrom(5, 200, 600) }),
  fc.record({ type: fc.constant<"ship">("ship"), records: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ type: fc.constant<"commit">("commit"), records: fc.integer({ min: 1, max: 6 }) }),
);
const steps = fc.array(step, { minLength: 5, maxLength: 30 });
const killed = fc.array(fc.nat(3_000), { maxLength: 2 });

test("a kill on a full disk loses only what nobody had shipped, and no number stands for two records", async () => {
  await fc.assert(
    fc.asyncProperty(steps, killed, async (steps, killedAfter) => {
      await withSpool({ segmentBytesMax: 2_500 }, async (scene) => {
        await killAndCheck(scene, await live(scene, steps), killedAfter);
      })();
    }),
    { numRuns: 80 },
  );
});

test("a kill after a disk that was full is well again loses nothing, and leaves a trace of every open request", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      await withSpool({ segmentBytesMax: 2_500 }, async (scene) => {
        const life = await live(scene, steps);
        scene.disk.room = Infinity;
        await scene.clock.advance(400);
        assert.deepEqual([scene.spool.heldRecords, scene.spool.keptN], [0, scene.spool.lastN]);
        const begun = (await linesOf(scene.directory)).filter(({ type }) => type === "begin").map(({ record }) =>
          record.id
        );
        assert.deepEqual(life.open.filter(({ id }) => !begun.includes(id)), []);
        await killAndCheck(scene, life, []);
      })();
    }),
    { numRuns: 80 },
  );
});
