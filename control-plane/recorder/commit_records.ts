import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Database, Transaction } from "../database.ts";
import { arrivedRecords } from "./arrived_records.ts";
import { insertRecords } from "./insert_records.ts";
import { type LogPartitions, retentionStart } from "./log_partitions.ts";
import { isDataFault, sqlState } from "./sql_state.ts";
import { advanceWatermarks, type Sequence, type Watermarks } from "./watermarks.ts";

/**
 * Does more with records that are new to the database, in the transaction that inserts them, and so exactly once: rollups,
 * budgets. Not called for records that were there already. What it throws undoes the insert. What it gives back is called once
 * the transaction is committed, and does not throw.
 */
export type InsertedRecordsHook = (
  transaction: Transaction,
  inserted: RequestRecord[],
) => Promise<void | (() => void)>;

export interface CommitDependencies {
  db: Database;
  clock: Clock;
  logger: Logger;
  partitions: LogPartitions;
  /** Days before today that are kept. */
  retentionDays: number;
  hooks: readonly InsertedRecordsHook[];
}

/** What became of a batch. Every record is in exactly one of the counts, and below its instance's watermark. */
export interface CommittedBatch {
  watermarks: Watermarks;
  inserted: number;
  /** There already, or were once, by an earlier delivery. */
  duplicates: number;
  /** Older than what is kept. */
  expired: number;
  /** Refused by Postgres for what is in them; logged. */
  refused: number;
}

/**
 * Commits records and their numbers in one transaction; `unreadable` are the numbers of records that came along and could
 * not be parsed. A record that Postgres refuses is found by halving the batch, logged and counted, and holds up no other.
 * Throws when Postgres is away; nothing is lost then, nor committed twice.
 */
export async function commitRecords(
  dependencies: CommitDependencies,
  records: RequestRecord[],
  unreadable: readonly Sequence[] = [],
): Promise<CommittedBatch> {
  const keptFrom = retentionStart(dependencies.clock, dependencies.retentionDays);
  const kept = records.filter((record) => record.ts >= keptFrom);
  try {
    return await commitOnce(dependencies, { records, kept, givenUp: unreadable });
  } catch (error) {
    // The partition of a day may have been dropped behind our back, which looks like refused data.
    dependencies.partitions.forget();
    if (!isDataFault(error) || kept.length === 0) throw error;
    if (records.length > 1) return await commitHalves(dependencies, records, unreadable);
    const { id, tenantId, sequence } = records[0]!;
    // The state alone: Postgres' message quotes the data.
    dependencies.logger.error("record_refused", { id, tenantId, ...sequence, sqlState: sqlState(error) });
    const nothing = { records: [], kept: [], givenUp: [...unreadable, sequence] };
    return { ...await commitOnce(dependencies, nothing), refused: 1 };
  }
}

interface Batch {
  records: RequestRecord[];
  /** Those of them that are not past retention. */
  kept: RequestRecord[];
  givenUp: readonly Sequence[];
}

async function commitOnce(
  { db, clock, partitions, hooks }: CommitDependencies,
  { records, kept, givenUp }: Batch,
): Promise<CommittedBatch> {
  await partitions.ensure(kept.map((record) => record.ts));
  const { watermarks, inserted, afterwards } = await db.$transaction(async (transaction) => {
    const { stored, counted } = await arrivedRecords(transaction, kept, { nowMs: clock.now() });
    const inserted = (await insertRecords(transaction, stored)).map(({ id }) => counted(id));
    const afterwards = [];
    for (const hook of hooks) afterwards.push(await hook(transaction, inserted));
    // Last, because it locks the rows of the instances, and other batches of theirs wait for that.
    const committed = records.map((record) => record.sequence);
    const watermarks = await advanceWatermarks(transaction, { committed, givenUp });
    return { watermarks, inserted: inserted.length, afterwards };
  }, { maxWait: 10_000, timeout: 60_000 });
  for (const committed of afterwards) committed?.();
  const expired = records.length - kept.length;
  return { watermarks, inserted, duplicates: kept.length - inserted, expired, refused: 0 };
}

async function commitHalves(
  dependencies: CommitDependencies,
  records: RequestRecord[],
  unreadable: readonly Sequence[],
): Promise<CommittedBatch> {
  const middle = Math.ceil(records.length / 2);
  const first = await commitRecords(dependencies, records.slice(0, middle), unreadable);
  const second = await commitRecords(dependencies, records.slice(middle));
  return {
    // The second transaction saw what the first had written: its watermarks are the higher ones.
    watermarks: new Map([...first.watermarks, ...second.watermarks]),
    inserted: first.inserted + second.inserted,
    duplicates: first.duplicates + second.duplicates,
    expired: first.expired + second.expired,
    refused: first.refused + second.refused,
  };
}
