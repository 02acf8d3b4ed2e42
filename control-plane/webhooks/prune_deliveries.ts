import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";

/** How long deliveries that came to an end are kept, and events with them, milliseconds. */
export const DELIVERIES_KEPT_MS = 30 * 86_400_000;
const BATCH_ROWS = 5_000;

/**
 * Deletes deliveries that ended over 30 days ago and events that none is left of; answers how many rows went. What came into
 * being while its endpoint was archived is cancelled.
 */
export async function pruneDeliveries({ db, clock }: { db: Database; clock: Clock }): Promise<number> {
  const before = new Date(clock.now() - DELIVERIES_KEPT_MS);
  await db.$executeRaw`
    UPDATE "WebhookDelivery" AS delivery
    SET "state" = 'CANCELLED', "nextAttemptAt" = NULL, "finishedAt" = ${new Date(clock.now())}::timestamptz
    FROM "WebhookEndpoint" AS endpoint
    WHERE "state" = 'PENDING' AND endpoint."id" = "endpointId" AND endpoint."archivedAt" IS NOT NULL`;
  let pruned = 0;
  for (;;) {
    const deliveries = await db.$executeRaw`
      DELETE FROM "WebhookDelivery" WHERE "id" IN (
        SELECT "id" FROM "WebhookDelivery" WHERE "finishedAt" < ${before}::timestamptz LIMIT ${BATCH_ROWS}
      )`;
    pruned += deliveries;
    if (deliveries < BATCH_ROWS) break;
  }
  return pruned + await db.$executeRaw`
    DELETE FROM "WebhookEvent" AS event WHERE "createdAt" < ${before}::timestamptz
      AND NOT EXISTS (SELECT FROM "WebhookDelivery" WHERE "eventId" = event."id")`;
}
