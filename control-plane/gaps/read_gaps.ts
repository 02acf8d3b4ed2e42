import { authorizeOperator } from "../authorization/authorize_operator.ts";
import type { Call } from "../call.ts";
import type { Database } from "../database.ts";

/** Numbers from `first` to `last`, both included. */
export interface NumberRange {
  first: bigint;
  last: bigint;
}

/** What is missing of one gateway process's records. */
export interface InstanceGaps {
  instance: string;
  missing: bigint;
  /** The first 1,000 of them. */
  missingRanges: NumberRange[];
  /** Could not be read or stored. */
  givenUp: bigint;
  /** The first 1,000 of them. */
  givenUpRanges: NumberRange[];
  /** Could not be written down by the process, and have no number. */
  lost: bigint;
  since: Date | null;
}

/** How many records are missing, by what became of them. */
export interface GapCounts {
  missing: bigint;
  givenUp: bigint;
  lost: bigint;
}

export interface RecordGaps extends GapCounts {
  /** Null before the first check. */
  checkedAt: Date | null;
  /** Those of which something is missing, 200 at most, the latest first. */
  instances: InstanceGaps[];
}

const INSTANCES_MAX = 200;
const RANGES_MAX = 1_000;

/** What is missing in the whole installation, for those who run it. What was filled since the last check is left out. */
export async function readRecordGaps(call: Call): Promise<RecordGaps> {
  await authorizeOperator(call, "record_gap.read");
  const { db } = call.dependencies;
  const instances = await db.$queryRaw<InstanceRow[]>`
    SELECT "instance", gaps.missing, gaps."givenUp", gaps.lost, gaps.since,
      (SELECT COALESCE(jsonb_agg(jsonb_build_array(lower(range)::text, (upper(range) - 1)::text)), '[]')
        FROM (SELECT * FROM unnest(gaps.missing_numbers) AS range LIMIT ${RANGES_MAX}) AS part) AS "missingRanges",
      (SELECT COALESCE(jsonb_agg(jsonb_build_array(lower(range)::text, (upper(range) - 1)::text)), '[]')
        FROM (SELECT * FROM unnest(gaps.given_up_numbers) AS range LIMIT ${RANGES_MAX}) AS part) AS "givenUpRanges"
    FROM record_gaps() AS gaps
    ORDER BY gaps.since DESC NULLS LAST, "instance" DESC LIMIT ${INSTANCES_MAX}`;
  const check = await db.recordGapCheck.findUnique({ where: { id: 1 } });
  return {
    ...await countGaps(db),
    checkedAt: check?.checkedAt ?? null,
    instances: instances.map(({ missingRanges, givenUpRanges, ...row }) => ({
      ...row,
      missingRanges: missingRanges.map(toRange),
      givenUpRanges: givenUpRanges.map(toRange),
    })),
  };
}

/** How many records are missing in the whole installation; not authorized. */
export async function countGaps(db: Database): Promise<GapCounts> {
  const [counts] = await db.$queryRaw<GapCounts[]>`
    SELECT COALESCE(sum(missing), 0)::bigint AS missing, COALESCE(sum("givenUp"), 0)::bigint AS "givenUp",
      COALESCE(sum(lost), 0)::bigint AS lost
    FROM record_gaps()`;
  return counts!;
}

interface InstanceRow extends Omit<InstanceGaps, "missingRanges" | "givenUpRanges"> {
  missingRanges: [string, string][];
  givenUpRanges: [string, string][];
}

function toRange([first, last]: [string, string]): NumberRange {
  return { first: BigInt(first), last: BigInt(last) };
}
