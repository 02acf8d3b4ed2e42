export interface StopSignal {
  /** Whether a signal came already. */
  readonly aborted: boolean;
  /** Resolves at the first signal. */
  readonly received: Promise<void>;
  /** Acts as a signal would. */
  send(): void;
}

/**
 * One Ctrl-C reaches a process twice: from the terminal, which tells the whole group, and from a launcher that passes on
 * what it hears. Within this time both are one.
 */
const ECHO_MS = 1_000;

/**
 * Listens for SIGINT and SIGTERM from now on: the first begins an orderly end, one that comes more than a second later
 * ends the process at once, with exit code 130.
 */
export function stopSignal(): StopSignal {
  const { promise, resolve } = Promise.withResolvers<void>();
  let firstAtMs: number | null = null;
  const send = () => {
    const nowMs = performance.now();
    if (firstAtMs !== null && nowMs - firstAtMs > ECHO_MS) Deno.exit(130);
    firstAtMs ??= nowMs;
    resolve();
  };
  // Windows has no SIGTERM.
  for (const signal of Deno.build.os === "windows" ? ["SIGINT"] as const : ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, send);
  }
  return {
    get aborted() {
      return firstAtMs !== null;
    },
    received: promise,
    send,
  };
}
