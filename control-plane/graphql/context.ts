import type { Call } from "../call.ts";
import type { Actor } from "../authorization/actor.ts";

/** What resolvers are given; being a `Call`, it is passed on to services as it is. */
export interface GraphqlContext extends Call {
  /**
   * Aborts when the client goes away or the process shuts down, and of what is answered as server-sent events also when what
   * the caller may do has changed: subscriptions end then, and clients that still may subscribe again.
   */
  readonly signal: AbortSignal;
  /**
   * Authenticates the same request again. A subscription outlives its session, token and membership: it asks once a minute
   * and ends when its `authorize()` throws for the actor that it gets.
   */
  authenticateAgain(): Promise<Actor>;
}
