import { ForbiddenError, NotFoundError, UnauthenticatedError } from "../api_error.ts";
import { type Action, ACTIONS, type Scope, SERVICE_ACCOUNTS_TOO } from "./actions.ts";
import type { Actor, KnownActor } from "./actor.ts";

/**
 * Lets an action on a tenant pass, or throws: `UnauthenticatedError`, `NotFoundError` when the actor is no member of the
 * tenant, `ForbiddenError` when the role or the token's scopes do not suffice. The first line of every service function.
 * `tenantId` is null for actions about the actor's own affairs (`self`), of which service accounts have none.
 */
export function authorize(actor: Actor, action: Action, tenantId: string | null): KnownActor {
  const refusal = refusalOf(actor, action, tenantId);
  if (refusal !== null) throw refusal;
  return actor as KnownActor;
}

/** Whether `authorize()` would let the action pass. */
export function isAuthorized(actor: Actor, action: Action, tenantId: string | null): boolean {
  return refusalOf(actor, action, tenantId) === null;
}

/** Whether scopes granted to a token include the one needed. */
export function includesScope(granted: ReadonlySet<Scope | "*">, needed: Scope): boolean {
  if (granted.has("*") || granted.has(needed)) return true;
  return needed.endsWith(":read") && granted.has(needed.replace(/:read$/, ":write") as Scope);
}

function refusalOf(actor: Actor, action: Action, tenantId: string | null) {
  if (actor.kind === "anonymous") return new UnauthenticatedError(actor.reason);
  if (actor.kind === "system") return null;
  const { roles, scope } = ACTIONS[action];
  if (roles === "self") {
    if (actor.kind === "service_account" && !SERVICE_ACCOUNTS_TOO.has(action)) {
      return new ForbiddenError(`A service account has no affairs of its own (${action}). It takes a person.`);
    }
  } else {
    const role = tenantId === null ? undefined : actor.memberships.get(tenantId);
    // Before the scopes: a token must not learn by its refusal which tenants exist.
    if (role === undefined) return new NotFoundError();
    if (!(roles as readonly string[]).includes(role)) {
      return new ForbiddenError(`The role ${role} may not do this (${action}). It takes ${roles.join(" or ")}.`);
    }
  }
  if ("scopes" in actor && !includesScope(actor.scopes, scope)) {
    return new ForbiddenError(`The token lacks the scope '${scope}'.`);
  }
  return null;
}
