import type { Actor } from "../authorization/actor.ts";
import type { Dependencies } from "../dependencies.ts";
import type { GraphqlContext } from "./context.ts";

/** What the HTTP server knows of a request. */
export interface RequestFacts {
  requestId: string;
  clientAddress: string | null;
}

export interface CallContextOptions {
  dependencies: Dependencies;
  authenticate(headers: Headers): Promise<Actor>;
  /** Aborts when the process shuts down: subscriptions end, and what is under way finishes. */
  draining: AbortSignal;
}

/** What services are called with for one HTTP request; throws what authenticating it throws. */
export async function callContext(
  request: Request,
  { requestId, clientAddress }: RequestFacts,
  { dependencies, authenticate, draining }: CallContextOptions,
): Promise<GraphqlContext> {
  const actor = await authenticate(request.headers);
  // What takes but a moment is not cut short by a change of access.
  const streams = request.headers.get("accept")?.includes("text/event-stream") ?? false;
  const changed = streams ? dependencies.accessChanges.signalOf(actor) : null;
  return {
    actor,
    dependencies,
    requestId,
    clientAddress,
    signal: AbortSignal.any([request.signal, draining, ...changed === null ? [] : [changed]]),
    authenticateAgain: () => authenticate(request.headers),
  };
}
