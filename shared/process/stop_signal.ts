export interface StopSignal {
  /** Whether a signal came already. */
  readonly aborted: boolean;
  /** Resolves at the first signal. */
  readonly received: Promise<void>;
}

/** Listens for SIGINT and SIGTERM from now on: the first begins an orderly end, a second one ends the process at once. */
export function stopSignal(): StopSignal {
  const { promise, resolve } = Promise.withResolvers<void>();
  const state = { aborted: false, received: promise };
  const listen = () => {
    if (state.aborted) Deno.exit(130);
    state.aborted = true;
    resolve();
  };
  // Windows has no SIGTERM.
  for (const signal of Deno.build.os === "windows" ? ["SIGINT"] as const : ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, listen);
  }
  return state;
}
