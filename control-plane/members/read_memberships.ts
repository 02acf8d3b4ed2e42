import type { Memberships } from "../authorization/actor.ts";
import type { Database } from "../database.ts";

/** A user's role in every tenant that they belong to. */
export async function readMemberships(db: Database, userId: string): Promise<Memberships> {
  const rows = await db.membership.findMany({ where: { userId }, select: { tenantId: true, role: true } });
  return new Map(rows.map((row) => [row.tenantId, row.role]));
}
