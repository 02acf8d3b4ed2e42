import { parseSecretToken } from "../../shared/identifiers/secret_token.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { type Scope, SCOPES } from "../authorization/actions.ts";
import {
  ANONYMOUS,
  type AnonymousActor,
  type Memberships,
  type ServiceAccountActor,
  type TokenActor,
} from "../authorization/actor.ts";
import type { Database } from "../database.ts";
import { readMemberships } from "../members/read_memberships.ts";
import { secretRefusal } from "./token_secret.ts";

/** How far `lastUsedAt` may lag behind, in milliseconds, so that not every request costs a write. */
export const LAST_USED_LAG_MS = 60_000;

interface TokenDependencies {
  db: Database;
  clock: Clock;
}

/** Who presents this bearer token; anonymous, with the reason, when it does not hold. */
export async function authenticateToken(
  bearer: string,
  dependencies: TokenDependencies,
): Promise<TokenActor | ServiceAccountActor | AnonymousActor> {
  const presented = parseSecretToken(bearer);
  if (presented === null) return refused("The token is not well formed: ppt_<id>_<secret>.");
  if (presented.prefix !== "ppt") {
    return refused("That is a gateway key (ppk_…). The control plane takes access tokens (ppt_…).");
  }
  return await personBy(presented.id, bearer, dependencies) ??
    await serviceAccountBy(presented.id, bearer, dependencies);
}

/** Whose personal access token it is; null when no such has that id. */
async function personBy(
  tokenId: string,
  bearer: string,
  { db, clock }: TokenDependencies,
): Promise<TokenActor | AnonymousActor | null> {
  const row = await db.personalAccessToken.findUnique({
    where: { tokenId },
    include: { user: { select: { id: true, email: true } } },
  });
  if (row === null) return null;
  const nowMs = clock.now();
  const refusal = secretRefusal(row, bearer, nowMs);
  if (refusal !== null) return refused(refusal);
  const [memberships] = await Promise.all([
    readMemberships(db, row.user.id),
    noteUse(row, nowMs, db.personalAccessToken),
  ]);
  const tenantIds = row.tenantIds.length === 0 ? null : new Set(row.tenantIds);
  return {
    kind: "token",
    userId: row.user.id,
    email: row.user.email,
    personalAccessTokenId: row.id,
    scopes: scopesOf(row),
    expiresMs: row.expiresAt?.getTime() ?? null,
    tenantIds,
    memberships: tenantIds === null ? memberships : limitedTo(memberships, tenantIds),
  };
}

/** The service account whose token it is. */
async function serviceAccountBy(
  tokenId: string,
  bearer: string,
  { db, clock }: TokenDependencies,
): Promise<ServiceAccountActor | AnonymousActor> {
  const row = await db.serviceAccountToken.findUnique({
    where: { tokenId },
    include: { serviceAccount: { select: { id: true, tenantId: true, role: true, archivedAt: true } } },
  });
  const nowMs = clock.now();
  const refusal = secretRefusal(row, bearer, nowMs);
  if (row === null || refusal !== null) return refused(refusal ?? "The token is not known.");
  const { serviceAccount } = row;
  if (serviceAccount.archivedAt !== null) return refused("The token's service account is out of use.");
  await noteUse(row, nowMs, db.serviceAccountToken);
  return {
    kind: "service_account",
    serviceAccountId: serviceAccount.id,
    serviceAccountTokenId: row.id,
    scopes: scopesOf(row),
    expiresMs: row.expiresAt?.getTime() ?? null,
    memberships: new Map([[serviceAccount.tenantId, serviceAccount.role]]),
  };
}

/** Scopes that a newer version granted mean nothing here. */
function scopesOf({ scopes }: { scopes: string[] }): ReadonlySet<Scope | "*"> {
  return new Set(
    scopes.filter((text): text is Scope | "*" => text === "*" || (SCOPES as readonly string[]).includes(text)),
  );
}

function limitedTo(memberships: Memberships, tenantIds: ReadonlySet<string>): Memberships {
  return new Map([...memberships].filter(([tenantId]) => tenantIds.has(tenantId)));
}

function refused(reason: string): AnonymousActor {
  return { ...ANONYMOUS, reason };
}

interface UsedTokens {
  updateMany(update: {
    where: { id: string; OR: ({ lastUsedAt: null } | { lastUsedAt: { lte: Date } })[] };
    data: { lastUsedAt: Date };
  }): PromiseLike<unknown>;
}

async function noteUse(
  row: { id: string; lastUsedAt: Date | null },
  nowMs: number,
  tokens: UsedTokens,
): Promise<void> {
  if (row.lastUsedAt !== null && nowMs - row.lastUsedAt.getTime() < LAST_USED_LAG_MS) return;
  // Of requests side by side one writes.
  const due = new Date(nowMs - LAST_USED_LAG_MS);
  await tokens.updateMany({
    where: { id: row.id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: due } }] },
    data: { lastUsedAt: new Date(nowMs) },
  });
}
