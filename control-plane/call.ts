import type { Actor } from "./authorization/actor.ts";
import type { Dependencies } from "./dependencies.ts";

/** Who calls a service, and what the service works with: the first argument of every service function. */
export interface Call {
  readonly actor: Actor;
  readonly dependencies: Dependencies;
  /** The HTTP request's id, UUIDv7; for logs and error messages. */
  readonly requestId: string;
  /** The caller's network address as far as it can be trusted, for the audit trail; null when there is none. */
  readonly clientAddress: string | null;
}
