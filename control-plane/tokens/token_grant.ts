import { z } from "zod";
import { ForbiddenError } from "../api_error.ts";
import { type Scope, SCOPES } from "../authorization/actions.ts";
import type { KnownActor } from "../authorization/actor.ts";
import { includesScope } from "../authorization/authorize.ts";
import { expiryInput } from "../input_fields.ts";

const DAY_MS = 86_400_000;

/** What a token may do: at least one scope, each once, in order. */
export const tokenScopesInput = z.array(z.enum(["*", ...SCOPES])).min(1).max(128)
  .transform((scopes) => [...new Set(scopes)].sort());

/** When a token ends; where the installation bounds it (`daysMax`, days), it must end, and by then. */
export function tokenExpiryInput(nowMs: number, daysMax: number | null) {
  const expiry = expiryInput(nowMs);
  if (daysMax === null) return expiry;
  return expiry.refine(
    (date) => date !== null && date.getTime() <= nowMs + daysMax * DAY_MS,
    `must be given, and within ${daysMax} days: the installation asks for it`,
  );
}

/** What a token is given, or has. */
export interface TokenGrant {
  scopes: readonly string[];
  /** Null: never. */
  expiresAt: Date | null;
  /** The tenants that it is limited to, UUIDs; empty: all. Left out: it has one by itself. */
  tenantIds?: readonly string[];
}

/** Throws `ForbiddenError` when a token would hand out more than it has itself: scopes, time or tenants. */
export function refuseMoreThanOwn(actor: KnownActor, { scopes, expiresAt, tenantIds }: TokenGrant): void {
  if (!("scopes" in actor)) return;
  const more = scopes.filter((scope) =>
    scope === "*" ? !actor.scopes.has("*") : !includesScope(actor.scopes, scope as Scope)
  );
  if (more.length > 0) throw new ForbiddenError(`The token lacks ${more.join(", ")} itself.`);
  if (actor.expiresMs !== null && (expiresAt === null || expiresAt.getTime() > actor.expiresMs)) {
    const end = new Date(actor.expiresMs).toISOString();
    throw new ForbiddenError(`The token ends at ${end} itself: another one must end by then.`);
  }
  if (tenantIds === undefined || actor.kind !== "token" || actor.tenantIds === null) return;
  const own = actor.tenantIds;
  if (tenantIds.length === 0 || !tenantIds.every((id) => own.has(id))) {
    throw new ForbiddenError(
      "The token is limited to some tenants itself: another one must be limited to some of them.",
    );
  }
}
