import type { AuditEvent } from "../../prisma/generated/client/client.ts";
import type { Database } from "../database.ts";

/** Who did something, as far as it is known still. */
export interface AuditPerson {
  /** The person's own name, the token's or the service account's. */
  name: string | null;
  /** Of the person, or of the one whose token it was. */
  email: string | null;
  /** The person, UUID; of a token the one whose it is. */
  userId: string | null;
}

export const NOBODY: AuditPerson = { name: null, email: null, userId: null };

/** Who did these events, by `actorId`: at most three statements for a whole page. Who is there no more is not among them. */
export async function auditPeople(
  db: Database,
  events: readonly Pick<AuditEvent, "actorKind" | "actorId">[],
): Promise<Map<string, AuditPerson>> {
  const idsOf = (kind: string) => [
    ...new Set(events.flatMap(({ actorKind, actorId }) => actorKind === kind && actorId !== null ? [actorId] : [])),
  ];
  const [users, tokens, serviceAccounts] = await Promise.all([
    find(idsOf("user"), (ids) => db.user.findMany({ where: { id: { in: ids } } })),
    find(
      idsOf("token"),
      (ids) => db.personalAccessToken.findMany({ where: { id: { in: ids } }, include: { user: true } }),
    ),
    find(idsOf("service_account"), (ids) => db.serviceAccount.findMany({ where: { id: { in: ids } } })),
  ]);
  return new Map<string, AuditPerson>([
    ...users.map(({ id, name, email }) => [id, { name, email, userId: id }] as const),
    ...tokens.map(({ id, name, user }) => [id, { name, email: user.email, userId: user.id }] as const),
    ...serviceAccounts.map(({ id, name }) => [id, { name, email: null, userId: null }] as const),
  ]);
}

async function find<T>(ids: string[], read: (ids: string[]) => Promise<T[]>): Promise<T[]> {
  return ids.length === 0 ? [] : await read(ids);
}
