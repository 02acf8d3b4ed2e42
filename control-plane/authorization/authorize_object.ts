import { NotFoundError, UnauthenticatedError } from "../api_error.ts";
import type { Call } from "../call.ts";
import type { Action } from "./actions.ts";
import { authorize } from "./authorize.ts";
import type { KnownActor } from "./actor.ts";

/**
 * Finds an object and lets an action on it pass, or throws as `authorize()` does: the first line of a service function
 * that is given the object's id alone. Whether there is no such object or it is another tenant's cannot be told.
 */
export async function authorizeObject<T extends { tenantId: string }>(
  call: Call,
  action: Action,
  find: () => Promise<T | null>,
): Promise<{ actor: KnownActor; object: T }> {
  // Before anything is looked up: strangers must not make the database work.
  if (call.actor.kind === "anonymous") throw new UnauthenticatedError(call.actor.reason);
  const object = await find();
  if (object === null) throw new NotFoundError();
  return { actor: authorize(call.actor, action, object.tenantId), object };
}
