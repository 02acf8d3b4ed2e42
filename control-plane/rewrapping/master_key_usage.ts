import { Prisma } from "../../prisma/generated/client/client.ts";
import type { Database } from "../database.ts";
import { CANARY_PLACE, SEALED_PLACES, type SealedKind, type SealedPlace } from "./sealed_places.ts";

/** How much of one kind is wrapped by one master key. */
export interface MasterKeyUse {
  masterKeyId: string;
  kind: SealedKind;
  count: bigint;
}

/** How much is wrapped by which master key, by key and kind. It counts every row. */
export async function countMasterKeyUsage(
  db: Pick<Database, "$queryRaw">,
  places: readonly SealedPlace[] = [...SEALED_PLACES, CANARY_PLACE],
): Promise<MasterKeyUse[]> {
  return await db.$queryRaw<MasterKeyUse[]>`
    SELECT "masterKeyId", "kind", sum("count")::bigint AS "count"
    FROM (${Prisma.join(places.map(countOf), " UNION ALL ")}) counted
    GROUP BY "masterKeyId", "kind" ORDER BY "masterKeyId", "kind"`;
}

/** How much of what may be wrapped anew has another master key. */
export async function countOthers(
  db: Pick<Database, "$queryRaw">,
  masterKeyId: string,
  places?: readonly SealedPlace[],
): Promise<bigint> {
  const usage = await countMasterKeyUsage(db, places);
  return usage.filter((use) => use.masterKeyId !== masterKeyId).reduce((sum, { count }) => sum + count, 0n);
}

function countOf({ kind, table, masterKeyId }: SealedPlace): Prisma.Sql {
  const column = Prisma.raw(`"${masterKeyId}"`);
  return Prisma.sql`
    SELECT ${column} AS "masterKeyId", ${kind}::text AS "kind", count(*) AS "count"
    FROM ${Prisma.raw(`"${table}"`)} WHERE ${column} IS NOT NULL GROUP BY 1`;
}
