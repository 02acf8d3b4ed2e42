import { timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import { parseSecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { type Scope, SCOPES } from "../authorization/actions.ts";
import { ANONYMOUS, type AnonymousActor, type TokenActor } from "../authorization/actor.ts";
import type { Database } from "../database.ts";
import { readMemberships } from "../members/read_memberships.ts";

/** How far `lastUsedAt` may lag behind, in milliseconds, so that not every request costs a write. */
export const LAST_USED_LAG_MS = 60_000;

/** Who presents this bearer token; anonymous, with the reason, when it does not hold. */
export async function authenticateToken(
  bearer: string,
  { db, clock }: { db: Database; clock: Clock },
): Promise<TokenActor | AnonymousActor> {
  const presented = parseSecretToken(bearer);
  if (presented === null) return refused("The personal access token is not well formed: ppt_<id>_<secret>.");
  if (presented.prefix !== "ppt") {
    return refused("That is a gateway key (ppk_…). The control plane takes personal access tokens (ppt_…).");
  }
  const row = await db.personalAccessToken.findUnique({
    where: { tokenId: presented.id },
    include: { user: { select: { id: true, email: true } } },
  });
  const sha256 = Buffer.from(sha256Hex(bearer), "hex");
  // The same sentence for an unknown id and a wrong secret: ids are not to be found out.
  if (row === null || !timingSafeEqual(sha256, row.sha256)) return refused("The personal access token is not known.");
  if (row.revokedAt !== null) return refused("The personal access token was revoked.");
  const nowMs = clock.now();
  if (row.expiresAt !== null && row.expiresAt.getTime() <= nowMs) return refused("The personal access token expired.");
  const [memberships] = await Promise.all([
    readMemberships(db, row.user.id),
    noteUse(db, row, nowMs),
  ]);
  return {
    kind: "token",
    userId: row.user.id,
    email: row.user.email,
    personalAccessTokenId: row.id,
    scopes: new Set(row.scopes.filter(isScope)),
    memberships,
  };
}

/** Scopes that a newer version granted mean nothing here. */
function isScope(text: string): text is Scope | "*" {
  return text === "*" || (SCOPES as readonly string[]).includes(text);
}

function refused(reason: string): AnonymousActor {
  return { ...ANONYMOUS, reason };
}

async function noteUse(db: Database, row: { id: string; lastUsedAt: Date | null }, nowMs: number): Promise<void> {
  if (row.lastUsedAt !== null && nowMs - row.lastUsedAt.getTime() < LAST_USED_LAG_MS) return;
  await db.personalAccessToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(nowMs) } });
}
