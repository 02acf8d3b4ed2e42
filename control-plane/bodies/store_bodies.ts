import type { BodyLoss, CapturedBody } from "../../shared/contracts/captured_body.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";
import { isDataFault } from "../recorder/sql_state.ts";

/**
 * Stores bodies; those that are there already, and those of projects that are gone, are passed over. Gives the bodies that
 * Postgres refuses for what is in them. Throws when it is away.
 */
export async function storeBodies(db: Database, bodies: readonly CapturedBody[]): Promise<CapturedBody[]> {
  try {
    await insertBodies(db, bodies);
    return [];
  } catch (error) {
    if (!isDataFault(error)) throw error;
    if (bodies.length === 1) return [...bodies];
  }
  const refused: CapturedBody[] = [];
  for (const body of bodies) refused.push(...await storeBodies(db, [body]));
  return refused;
}

async function insertBodies(db: Database, bodies: readonly CapturedBody[]): Promise<void> {
  if (bodies.length === 0) return;
  const json = JSON.stringify(bodies.map((body) => ({ ...body, ts: new Date(body.ts).toISOString() })));
  await db.$executeRaw`
    INSERT INTO "RequestBody" ("requestId", "ts", "tenantId", "projectId", "ciphertext", "wrappedKey", "masterKeyId")
    SELECT b."requestId", b."ts", b."tenantId", b."projectId",
      decode(b."ciphertext", 'base64'), decode(b."wrappedKey", 'base64'), b."masterKeyId"
    FROM jsonb_to_recordset(${json}::jsonb) AS b(
      "requestId" uuid, "ts" timestamptz, "tenantId" uuid, "projectId" uuid,
      "ciphertext" text, "wrappedKey" text, "masterKeyId" text)
    JOIN "Project" p ON p."id" = b."projectId" AND p."tenantId" = b."tenantId"
    ON CONFLICT DO NOTHING`;
}

/** Notes what processes have lost since they started. Counts only rise, so that hearing one twice does no harm. */
export async function storeLosses(db: Database, losses: readonly BodyLoss[], clock: Clock): Promise<void> {
  const highest = new Map<string, BodyLoss>();
  for (const loss of losses) {
    const place = `${loss.tenantId} ${loss.instance} ${loss.reason}`;
    if (loss.count > (highest.get(place)?.count ?? 0)) highest.set(place, loss);
  }
  if (highest.size === 0) return;
  const json = JSON.stringify([...highest.values()]);
  const now = new Date(clock.now());
  await db.$executeRaw`
    INSERT INTO "BodyLoss" ("tenantId", "instance", "reason", "count", "updatedAt")
    SELECT l."tenantId", l."instance", l."reason", l."count", ${now}::timestamptz
    FROM jsonb_to_recordset(${json}::jsonb) AS l("tenantId" uuid, "instance" text, "reason" text, "count" bigint)
    ORDER BY 1, 2, 3
    ON CONFLICT ("tenantId", "instance", "reason") DO UPDATE
    SET "count" = EXCLUDED."count", "updatedAt" = EXCLUDED."updatedAt" WHERE "BodyLoss"."count" < EXCLUDED."count"`;
}
