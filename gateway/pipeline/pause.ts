import type { Exchange } from "./exchange.ts";

/** Waits before a target is tried again; ends at once when the client goes away. The request counts as in flight. */
export async function pause(exchange: Exchange, pauseMs: number): Promise<void> {
  const { wheel, dependencies: { clock } } = exchange.gateway;
  const startMs = clock.monotonic();
  const over = Promise.withResolvers<void>();
  const timer = wheel.schedule(pauseMs, over.resolve);
  exchange.client.whenGone(over.resolve);
  await over.promise;
  timer.cancel();
  exchange.client.whenGone(null);
  // The provider wanted it: it is no work of ours.
  exchange.waitedMs += clock.monotonic() - startMs;
}
