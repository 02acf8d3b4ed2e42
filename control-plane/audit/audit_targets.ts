import type { AuditEvent } from "../../prisma/generated/client/client.ts";
import { uuidv7Milliseconds } from "../../shared/identifiers/uuid.ts";
import type { Database } from "../database.ts";
import type { AuditTargetKind } from "./record_audit.ts";

/** An object that is there still, by its id; null where nothing names it. */
export type LivingTargets = Map<string, string | null>;

/** Which of the events' targets are there still, archived ones too: at most one statement for each kind on a page. */
export async function auditTargets(
  db: Database,
  events: readonly Pick<AuditEvent, "targetKind" | "targetId">[],
): Promise<LivingTargets> {
  const byKind = new Map<string, Set<string>>();
  for (const { targetKind, targetId } of events) {
    if (targetId === null) continue;
    byKind.set(targetKind, (byKind.get(targetKind) ?? new Set()).add(targetId));
  }
  const found = await Promise.all(
    [...byKind].map(async ([kind, ids]) => await LOOKUPS[kind as AuditTargetKind]?.(db, [...ids]) ?? []),
  );
  return new Map(found.flat().map(({ id, name }) => [id, name]));
}

/** What an event itself says of its target's name: what it was called then. */
export function nameThen({ before, after }: Pick<AuditEvent, "before" | "after">): string | null {
  for (const state of [after, before]) {
    if (typeof state === "object" && state !== null && "name" in state && typeof state.name === "string") {
      return state.name;
    }
  }
  return null;
}

interface Named {
  id: string;
  name: string | null;
}

type Lookup = (db: Database, ids: string[]) => Promise<Named[]>;

const named = { id: true, name: true } as const;
const inIds = (ids: string[]) => ({ where: { id: { in: ids } } });

/** Kinds that are not here have no node, or are one person's own, as tokens, sessions and saved views are. */
const LOOKUPS: Partial<Record<AuditTargetKind, Lookup>> = {
  ApiKey: (db, ids) => db.apiKey.findMany({ ...inIds(ids), select: named }),
  EndUserErasure: nameless((db, ids) => db.endUserErasure.findMany({ ...inIds(ids), select: { id: true } })),
  Invitation: async (db, ids) => {
    const invitations = await db.invitation.findMany({ ...inIds(ids), select: { id: true, email: true } });
    return invitations.map(({ id, email }) => ({ id, name: email }));
  },
  Membership: async (db, ids) => {
    const memberships = await db.membership.findMany({ ...inIds(ids), include: { user: { select: { name: true } } } });
    return memberships.map(({ id, user }) => ({ id, name: user.name }));
  },
  Policy: (db, ids) => db.policy.findMany({ ...inIds(ids), select: named }),
  Price: async (db, ids) => {
    const prices = await db.priceOverride.findMany({
      ...inIds(ids),
      select: { id: true, provider: true, model: true },
    });
    return prices.map(({ id, provider, model }) => ({ id, name: provider === null ? model : `${provider}/${model}` }));
  },
  Project: (db, ids) => db.project.findMany({ ...inIds(ids), select: named }),
  Provider: (db, ids) => db.provider.findMany({ ...inIds(ids), select: named }),
  ProviderKey: async (db, ids) => {
    const keys = await db.credential.findMany({ ...inIds(ids), include: { provider: { select: { name: true } } } });
    return keys.map(({ id, hint, provider }) => ({ id, name: `${provider.name} …${hint}` }));
  },
  RequestLog: nameless((db, ids) =>
    db.requestLog.findMany({
      // The id's own millisecond leads to its partition.
      where: { OR: ids.map((id) => ({ id, ts: new Date(uuidv7Milliseconds(id)) })) },
      select: { id: true },
    })
  ),
  Revision: async (db, ids) => {
    const revisions = await db.revision.findMany({ ...inIds(ids), select: { id: true, number: true } });
    return revisions.map(({ id, number }) => ({ id, name: `revision ${number}` }));
  },
  Route: (db, ids) => db.route.findMany({ ...inIds(ids), select: named }),
  ServiceAccount: (db, ids) => db.serviceAccount.findMany({ ...inIds(ids), select: named }),
  ServiceAccountToken: (db, ids) => db.serviceAccountToken.findMany({ ...inIds(ids), select: named }),
  Tenant: (db, ids) => db.tenant.findMany({ ...inIds(ids), select: named }),
  WebhookDelivery: nameless((db, ids) => db.webhookDelivery.findMany({ ...inIds(ids), select: { id: true } })),
  WebhookEndpoint: async (db, ids) => {
    const endpoints = await db.webhookEndpoint.findMany({ ...inIds(ids), select: { id: true, url: true } });
    return endpoints.map(({ id, url }) => ({ id, name: URL.canParse(url) ? new URL(url).host : null }));
  },
};

function nameless(find: (db: Database, ids: string[]) => Promise<{ id: string }[]>): Lookup {
  return async (db, ids) => (await find(db, ids)).map(({ id }) => ({ id, name: null }));
}
