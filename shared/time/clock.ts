/** Where the time comes from, so that a test can hold it still. */
export interface Clock {
  /** Wall-clock time in whole milliseconds since the Unix epoch; it may jump. Use it for what is written down. */
  now(): number;
  /** Milliseconds, with a fraction, since an arbitrary start; never goes back. Use it for durations. */
  monotonic(): number;
  /**
   * Resolves after `ms` milliseconds; zero and less resolve on the next turn.
   * Rejects with the signal's reason when `signal` aborts first, and leaves no timer behind.
   */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  delay: systemDelay,
};

function systemDelay(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      // A long-lived signal would otherwise gather one listener a delay.
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, Math.max(0, ms));
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
