import { CombinedError } from "@urql/core";
import { fleetConvergenceSubscription } from "../graphql/documents/gateways.ts";
import { failureOf } from "../graphql/failure.ts";
import { readGraphqlStream, type StreamedResult } from "../graphql/graphql_stream.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import type { LiveTailDependencies } from "../graphql/live_tail.ts";
import { reconnectDelayMs } from "../graphql/reconnect_delay.ts";

export type Convergence = ResultOf<typeof fleetConvergenceSubscription>["fleetConvergence"];

interface WatchOptions extends LiveTailDependencies {
  tenantId: string;
  revision: number;
  onEvent(event: Convergence): void;
  /** Told once why it is of no use to go on. */
  onFailure(message: string): void;
}

/**
 * Watches gateways come to a revision, through whatever happens to the connection, until all have. The returned function
 * ends it; another subscription of the tab does too.
 */
export function watchConvergence(options: WatchOptions): () => void {
  const stopped = new AbortController();
  const holder = { stop: () => stopped.abort() };
  options.slot.take(holder);
  watch(options, stopped.signal).finally(() => options.slot.release(holder));
  return holder.stop;
}

async function watch(options: WatchOptions, signal: AbortSignal): Promise<void> {
  for (let failures = 1; !signal.aborted; failures++) {
    if (await subscribe(options, signal)) return;
    await options.clock.delay(reconnectDelayMs(failures, options.random), signal).catch(() => {});
  }
}

/** True when there is nothing more to wait for. */
async function subscribe(options: WatchOptions, signal: AbortSignal): Promise<boolean> {
  const { tenantId, revision, fetch, clock, onEvent, onFailure } = options;
  let isOver = false;
  const refuse = (errors: NonNullable<StreamedResult["errors"]>) => {
    const failure = failureOf(new CombinedError({ graphQLErrors: [...errors] }));
    isOver = failure.reason !== "unavailable" && failure.reason !== "fault";
    if (failure.reason === "unauthenticated") options.sessionExpiry.report();
    if (isOver) onFailure(failure.message);
  };
  const end = await readGraphqlStream({
    url: "/graphql",
    document: fleetConvergenceSubscription,
    variables: { tenantId, revision },
    fetch,
    clock,
    silenceMsMax: SILENCE_MS,
    signal,
    onOpen: () => {},
    onResult: (result) => {
      if (signal.aborted) return;
      if (result.errors !== undefined) return refuse(result.errors);
      const event = (result.data as ResultOf<typeof fleetConvergenceSubscription>).fleetConvergence;
      onEvent(event);
      isOver ||= event.final;
    },
  });
  if (end.kind === "refused" && end.errors.length > 0) refuse(end.errors);
  return isOver;
}

/** More than three of the server's pings. */
const SILENCE_MS = 40_000;
