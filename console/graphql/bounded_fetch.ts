import type { Clock } from "../../shared/time/clock.ts";

export interface BoundedFetchOptions {
  fetch: typeof fetch;
  clock: Clock;
  /** For the whole answer, its body included, in milliseconds. */
  timeoutMs: number;
  /** Aborts whatever is under way; default none. */
  signal?: AbortSignal | undefined;
}

/** A `fetch` for short answers: each is read whole within the time, or rejects with a sentence that says so. */
export function boundedFetch({ fetch, clock, timeoutMs, signal }: BoundedFetchOptions): typeof fetch {
  return async (input, init) => {
    const abort = new AbortController();
    const done = new AbortController();
    const signals = [abort.signal, init?.signal, signal].filter((one) => one != null);
    clock.delay(timeoutMs, done.signal).then(
      () => abort.abort(new Error(`no answer within ${timeoutMs} ms`)),
      () => {},
    );
    try {
      const answer = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
      const body = await answer.arrayBuffer();
      const { status, statusText, headers } = answer;
      return new Response(BODILESS.has(status) ? null : body, { status, statusText, headers });
    } finally {
      done.abort();
    }
  };
}

const BODILESS = new Set([101, 204, 205, 304]);
