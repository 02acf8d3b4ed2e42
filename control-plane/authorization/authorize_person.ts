import { ForbiddenError } from "../api_error.ts";
import type { Action } from "./actions.ts";
import type { Actor, PersonActor } from "./actor.ts";
import { authorize } from "./authorize.ts";

/**
 * Lets an action about a person's own affairs pass, or throws as `authorize()` does. A token that is limited to some tenants
 * is refused where `beyondTenants` says that the action reaches past them; default false.
 */
export function authorizePerson(
  actor: Actor,
  action: Action,
  { beyondTenants = false }: { beyondTenants?: boolean } = {},
): PersonActor {
  const known = authorize(actor, action, null);
  switch (known.kind) {
    case "system":
      throw new Error(`${action} takes a person.`);
    case "service_account":
      throw new ForbiddenError(`A service account has no affairs of its own (${action}). It takes a person.`);
    case "token":
      if (beyondTenants && known.tenantIds !== null) {
        throw new ForbiddenError(`The token is limited to some of your tenants, and may not do this (${action}).`);
      }
      return known;
    case "user":
      return known;
  }
}
