import type { Clock } from "../../shared/time/clock.ts";
import { SYSTEM } from "../authorization/actor.ts";
import type { Database } from "../database.ts";
import { recordAudit } from "./record_audit.ts";

const BATCH_ROWS = 5_000;
const DAY_MS = 86_400_000;

/**
 * Deletes events that are older than so many days, in batches, and writes down that it did; answers how many. The database
 * lets nothing else delete any.
 */
export async function pruneAudit(
  { db, clock }: { db: Database; clock: Clock },
  { retentionDays }: { retentionDays: number },
): Promise<number> {
  const before = new Date(clock.now() - retentionDays * DAY_MS);
  let pruned = 0;
  for (;;) {
    const events = await db.$transaction(async (tx) => {
      // Ends with the transaction: no other work of this connection may delete.
      await tx.$executeRaw`SELECT set_config('perpetuo.audit_retention', 'on', true)`;
      const count = await tx.$executeRaw`
        DELETE FROM "AuditEvent" WHERE "id" IN (
          SELECT "id" FROM "AuditEvent" WHERE "ts" < ${before}::timestamptz ORDER BY "ts" LIMIT ${BATCH_ROWS}
          FOR UPDATE SKIP LOCKED
        )`;
      if (count > 0) {
        await recordAudit(tx, { actor: SYSTEM, clientAddress: null, dependencies: { clock } }, {
          action: "audit.prune",
          tenantId: null,
          target: { kind: "Installation", id: null },
          after: { events: count, olderThan: before.toISOString() },
        });
      }
      return count;
    });
    pruned += events;
    if (events < BATCH_ROWS) return pruned;
  }
}
