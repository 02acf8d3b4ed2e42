import { z } from "zod";
import { Prisma } from "../../prisma/generated/client/client.ts";
import { uuid } from "../../shared/contracts/identifiers.ts";

/** Which events are wanted. All that is given must hold. */
export const auditFilter = z.strictObject({
  /** Of a person (with all that their tokens did), a token or a service account. */
  actorId: uuid.optional(),
  actorKind: z.enum(["user", "token", "service_account", "system"]).optional(),
  /** One of these; `policy.*` stands for all that begin so. */
  actions: z.array(z.string().regex(/^[a-z_]+(\.([a-z_]+|\*))$/, "must be like policy.update or policy.*"))
    .max(50).optional(),
  targetKind: z.string().regex(/^[A-Za-z]{1,64}$/, "must be the name of a type").optional(),
  targetId: uuid.optional(),
  from: z.date().optional(),
  to: z.date().optional(),
  /** Anywhere in action, target, address, before or after; upper and lower case are the same. */
  text: z.string().trim().min(2).max(200).optional(),
});
export type AuditFilter = z.infer<typeof auditFilter>;

/** The filter as what stands after WHERE in a query on "AuditEvent" of one tenant. `actorIds` are those of `actorId`. */
export function auditFilterSql(tenantId: string, filter: AuditFilter, actorIds: readonly string[]): Prisma.Sql {
  const conditions = [Prisma.sql`"tenantId" = ${tenantId}::uuid`];
  if (filter.actorId !== undefined) conditions.push(Prisma.sql`"actorId" = ANY (${actorIds}::uuid[])`);
  if (filter.actorKind !== undefined) conditions.push(Prisma.sql`"actorKind" = ${filter.actorKind}::text`);
  if (filter.actions !== undefined && filter.actions.length > 0) {
    conditions.push(Prisma.sql`(${Prisma.join(filter.actions.map(actionSql), " OR ")})`);
  }
  if (filter.targetKind !== undefined) conditions.push(Prisma.sql`"targetKind" = ${filter.targetKind}::text`);
  if (filter.targetId !== undefined) conditions.push(Prisma.sql`"targetId" = ${filter.targetId}::uuid`);
  if (filter.from !== undefined) conditions.push(Prisma.sql`"ts" >= ${filter.from}::timestamptz`);
  if (filter.to !== undefined) conditions.push(Prisma.sql`"ts" < ${filter.to}::timestamptz`);
  if (filter.text !== undefined) conditions.push(textSql(filter.text));
  return Prisma.join(conditions, " AND ");
}

function actionSql(action: string): Prisma.Sql {
  return action.endsWith("*")
    ? Prisma.sql`"action" LIKE ${escaped(action.slice(0, -1)) + "%"}::text`
    : Prisma.sql`"action" = ${action}::text`;
}

function textSql(text: string): Prisma.Sql {
  const pattern = `%${escaped(text)}%`;
  return Prisma.sql`concat_ws(' ', "action", "targetKind", "targetId", "ipAddress", "requestId", "before", "after")
    ILIKE ${pattern}::text`;
}

/** What stands for anything in LIKE stands for itself. */
function escaped(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
