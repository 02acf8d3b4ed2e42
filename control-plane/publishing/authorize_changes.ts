import type { ConfigChange } from "../../shared/configuration/config_change.ts";
import type { Action } from "../authorization/actions.ts";
import type { Actor } from "../authorization/actor.ts";
import { authorize } from "../authorization/authorize.ts";

/**
 * Lets changes of a draft pass as if each were made by itself, or throws as `authorize()` does: whoever may not change
 * policies must not change them by a rollback or a document either.
 */
export function authorizeChanges(actor: Actor, changes: readonly ConfigChange[], tenantId: string): void {
  for (const action of new Set(changes.flatMap(actionsOf))) authorize(actor, action, tenantId);
}

function actionsOf({ subject, kind, aspect, after }: ConfigChange): Action[] {
  // The price book is this build's own.
  if (subject.type === "tenant") return aspect === "price_book" ? [] : ["tenant.update"];
  if (aspect === "key" || (subject.type === "provider" && aspect === "weight")) return ["provider_key.update"];
  if (subject.type === "project" && (aspect === "capture" || hasCapture(aspect, after))) {
    return ["project.capture", ...(aspect === "capture" ? [] : ["project.create" as const])];
  }
  const verb = aspect !== "object" ? "update" : kind === "added" ? "create" : "archive";
  return [`${subject.type}.${verb}`];
}

function hasCapture(aspect: ConfigChange["aspect"], after: unknown): boolean {
  return aspect === "object" && typeof after === "object" && after !== null && "capture" in after;
}
