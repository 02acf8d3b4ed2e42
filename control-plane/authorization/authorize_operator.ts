import { NotFoundError, UnauthenticatedError } from "../api_error.ts";
import type { Call } from "../call.ts";
import type { Action } from "./actions.ts";
import type { KnownActor } from "./actor.ts";
import { authorize } from "./authorize.ts";

/**
 * Lets an action on the installation as a whole pass, or throws as `authorize()` does: what its first tenant, the one that
 * the first start made, is to the action. Members of other tenants alone are told that there is nothing.
 */
export async function authorizeOperator(call: Call, action: Action): Promise<KnownActor> {
  // Before anything is looked up: strangers must not make the database work.
  if (call.actor.kind === "anonymous") throw new UnauthenticatedError(call.actor.reason);
  const first = await call.dependencies.db.tenant.findFirst({ orderBy: { id: "asc" }, select: { id: true } });
  if (first === null) throw new NotFoundError();
  return authorize(call.actor, action, first.id);
}
