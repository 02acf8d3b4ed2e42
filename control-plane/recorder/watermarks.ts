import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Database, Transaction } from "../database.ts";

/** Up to which number the records of an instance are committed, without a gap; by instance. */
export type Watermarks = Map<string, number>;

/** Which process's record, and which of its records. */
export type Sequence = RequestRecord["sequence"];

/** What became of numbered records. */
export interface SettledSequences {
  committed: readonly Sequence[];
  /** Could not be read or stored: a gap that stays a number, and that nobody waits for. */
  givenUp: readonly Sequence[];
}

/**
 * Says that these records are settled, and gives the watermarks of their instances.
 *
 * Locks the instances' rows until the transaction ends, in the order of their names, so that two recorders that have
 * records of the same instances never wait for each other in a circle.
 */
export async function advanceWatermarks(transaction: Transaction, settled: SettledSequences): Promise<Watermarks> {
  const committed = numbersByInstance(settled.committed);
  const givenUp = numbersByInstance(settled.givenUp);
  const batch = JSON.stringify([...new Set([...committed.keys(), ...givenUp.keys()])].map((instance) => ({
    instance,
    committed: multirange(committed.get(instance) ?? []),
    givenUp: multirange(givenUp.get(instance) ?? []),
  })));
  // A record that was given up and came again in a form that could be stored is no gap: committed wins.
  const rows = await transaction.$queryRaw<WatermarkRow[]>`
    INSERT INTO "RecordWatermark" AS held ("instance", "committed", "givenUp", "watermark")
    SELECT batch."instance", batch."committed", batch."givenUp" - batch."committed", COALESCE((
      SELECT upper(range) - 1 FROM unnest(batch."committed" + batch."givenUp") AS range WHERE range @> 1::bigint
    ), 0)
    FROM jsonb_to_recordset(${batch}::jsonb)
      AS batch("instance" text, "committed" int8multirange, "givenUp" int8multirange)
    ORDER BY batch."instance"
    ON CONFLICT ("instance") DO UPDATE SET
      "committed" = held."committed" + EXCLUDED."committed",
      "givenUp" = held."givenUp" + EXCLUDED."givenUp" - held."committed" - EXCLUDED."committed",
      "watermark" = COALESCE((
        SELECT upper(range) - 1
        FROM unnest(held."committed" + EXCLUDED."committed" + held."givenUp" + EXCLUDED."givenUp") AS range
        WHERE range @> 1::bigint
      ), 0),
      "updatedAt" = now()
    RETURNING "instance", "watermark"`;
  return toWatermarks(rows);
}

/** Every instance's watermark. */
export async function readWatermarks(db: Database): Promise<Watermarks> {
  return toWatermarks(await db.recordWatermark.findMany({ select: { instance: true, watermark: true } }));
}

interface WatermarkRow {
  instance: string;
  watermark: bigint;
}

function toWatermarks(rows: WatermarkRow[]): Watermarks {
  return new Map(rows.map((row) => [row.instance, Number(row.watermark)]));
}

function numbersByInstance(sequences: readonly Sequence[]): Map<string, number[]> {
  const numbers = new Map<string, number[]>();
  for (const { instance, n } of sequences) {
    const held = numbers.get(instance);
    if (held === undefined) numbers.set(instance, [n]);
    else held.push(n);
  }
  return numbers;
}

/** Numbers as Postgres writes ranges of them: 1, 2, 3, 7 → `{[1,4),[7,8)}`. */
function multirange(numbers: number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const n of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && n <= last.to) last.to = Math.max(last.to, n + 1);
    else ranges.push({ from: n, to: n + 1 });
  }
  return `{${ranges.map(({ from, to }) => `[${from},${to})`).join(",")}}`;
}
