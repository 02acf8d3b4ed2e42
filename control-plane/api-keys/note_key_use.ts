import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Transaction } from "../database.ts";
import type { InsertedRecordsHook } from "../recorder/commit_records.ts";

/** How exactly it is known when a key was last used. */
const EVERY_MS = 60_000;
/** Keys whose last use this process remembers; forgetting one costs a look at its row. */
const REMEMBERED_MAX = 100_000;

/**
 * Makes the recorder's hook that notes when each key was last used, to the minute: at most one write a key and minute, and
 * most batches none. It waits for nobody: a key that is being changed is noted with a later batch.
 */
export function noteKeyUse(): InsertedRecordsHook {
  const noted = new Map<string, number>();
  return async (tx, inserted) => {
    const due = [...latestUse(inserted)].filter(([id, ts]) => ts >= (noted.get(id) ?? 0) + EVERY_MS);
    if (due.length === 0) return;
    await write(tx, due);
    return () => {
      if (noted.size + due.length > REMEMBERED_MAX) noted.clear();
      for (const [id, ts] of due) noted.set(id, ts);
    };
  };
}

function latestUse(records: readonly RequestRecord[]): Map<string, number> {
  const latest = new Map<string, number>();
  for (const { apiKeyId, ts } of records) latest.set(apiKeyId, Math.max(ts, latest.get(apiKeyId) ?? 0));
  return latest;
}

async function write(tx: Transaction, due: readonly [id: string, ts: number][]): Promise<void> {
  const ids = due.map(([id]) => id);
  const times = due.map(([, ts]) => new Date(ts));
  await tx.$executeRaw`
    WITH used AS (SELECT * FROM unnest(${ids}::uuid[], ${times}::timestamptz[]) AS used("id", "at")),
    stale AS (
      SELECT k."id", used."at" FROM "ApiKey" k JOIN used USING ("id")
      WHERE k."lastUsedAt" IS NULL OR k."lastUsedAt" <= used."at" - make_interval(secs => ${EVERY_MS / 1_000})
      FOR UPDATE OF k SKIP LOCKED)
    UPDATE "ApiKey" k SET "lastUsedAt" = stale."at" FROM stale WHERE k."id" = stale."id"`;
}
