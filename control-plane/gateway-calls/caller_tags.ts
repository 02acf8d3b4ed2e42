import type { KnownActor } from "../authorization/actor.ts";

/** What a request on somebody's behalf is told by on its record. */
export type InternalSource = "playground" | "replay";

/** The tags that such a request gets beside any others: where it comes from, and for whom. */
export function callerTags(source: InternalSource, actor: KnownActor): Record<string, string> {
  return { "perpetuo-source": source, "perpetuo-user": callerId(actor) };
}

/** The person whom an actor stands for, or the service account. */
export function callerId(actor: KnownActor): string {
  switch (actor.kind) {
    case "user":
    case "token":
      return actor.userId;
    case "service_account":
      return actor.serviceAccountId;
    case "system":
      return "system";
  }
}
