import type { Database } from "../database.ts";

/** A delivery that is this process's to attempt. */
export interface ClaimedDelivery {
  id: string;
  endpointId: string;
  eventId: string;
  /** This one included. */
  attempts: number;
}

/**
 * How long an attempt is its process's alone, milliseconds: longer than an attempt lasts. One that is not settled by then
 * (the process died) is attempted by another.
 */
export const CLAIM_MS = 60_000;

/** Attempts at one endpoint at once, for each process. */
const PER_ENDPOINT_MAX = 2;

/**
 * Takes deliveries that are due, the longest due of each endpoint first, `deliveriesMax` at most. Any number of processes may
 * at once; none waits for another. `busy` are the endpoints that this process attempts already.
 */
export async function claimDeliveries(
  db: Database,
  { nowMs, deliveriesMax, busy }: { nowMs: number; deliveriesMax: number; busy: readonly string[] },
): Promise<ClaimedDelivery[]> {
  const now = new Date(nowMs);
  return await db.$queryRaw<ClaimedDelivery[]>`
    WITH waiting AS (
      SELECT DISTINCT "endpointId" FROM "WebhookDelivery"
      WHERE "state" = 'PENDING' AND "nextAttemptAt" <= ${now}::timestamptz AND "endpointId" <> ALL(${busy}::uuid[])
    ), due AS MATERIALIZED (
      SELECT delivery."id" FROM waiting
      JOIN "WebhookEndpoint" AS endpoint
        ON endpoint."id" = waiting."endpointId" AND endpoint."active" AND endpoint."archivedAt" IS NULL
      CROSS JOIN LATERAL (
        SELECT "id" FROM "WebhookDelivery"
        WHERE "endpointId" = endpoint."id" AND "state" = 'PENDING' AND "nextAttemptAt" <= ${now}::timestamptz
        ORDER BY "nextAttemptAt" LIMIT ${PER_ENDPOINT_MAX} FOR UPDATE SKIP LOCKED
      ) AS delivery
      LIMIT ${deliveriesMax}
    )
    UPDATE "WebhookDelivery" AS delivery
    SET "attempts" = "attempts" + 1, "lastAttemptAt" = ${now}::timestamptz,
      "nextAttemptAt" = ${new Date(nowMs + CLAIM_MS)}::timestamptz
    FROM due WHERE delivery."id" = due."id"
    RETURNING delivery."id", delivery."endpointId", delivery."eventId", delivery."attempts"`;
}
