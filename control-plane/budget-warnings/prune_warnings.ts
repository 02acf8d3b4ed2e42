import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";

/** How long warnings are kept after the end of their period, milliseconds. */
export const WARNINGS_KEPT_MS = 90 * 86_400_000;
const BATCH_ROWS = 5_000;

/** Deletes warnings of periods that ended over 90 days ago; answers how many. No share of such a period is told any more. */
export async function pruneWarnings({ db, clock }: { db: Database; clock: Clock }): Promise<number> {
  const before = new Date(clock.now() - WARNINGS_KEPT_MS);
  let pruned = 0;
  for (;;) {
    const warnings = await db.$executeRaw`
      DELETE FROM "BudgetWarning" WHERE "id" IN (
        SELECT "id" FROM "BudgetWarning" WHERE "periodEnd" < ${before}::timestamptz LIMIT ${BATCH_ROWS}
      )`;
    pruned += warnings;
    if (warnings < BATCH_ROWS) return pruned;
  }
}
