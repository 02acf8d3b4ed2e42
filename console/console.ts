import type { Logger } from "../shared/logging/logger.ts";
import { EnduringServer } from "../shared/network/enduring_server.ts";
import { type Clock, systemClock } from "../shared/time/clock.ts";
import type { ConsoleConfig } from "./config.ts";
import type { ConsoleDependencies, ConsoleInfo } from "./dependencies.ts";

export interface ConsoleOptions {
  config: ConsoleConfig;
  logger: Logger;
  /** The built app: see `loadBuild()`. */
  handler: ConsoleHandler;
  fetch: typeof fetch;
  /** Default: the machine's. */
  clock?: Clock;
}

export type ConsoleHandler = (request: Request, info: ConsoleInfo) => Promise<Response>;

export interface RunningConsole {
  /** Where it listens, without a slash at its end. */
  readonly url: string;
  /** Takes no more requests, ends live tails, lets the rest finish for up to five seconds, and closes the port. */
  stop(): Promise<void>;
}

/** Serves the console. Throws Deno.errors.AddrInUse when the port is taken. */
export function startConsole(options: ConsoleOptions): RunningConsole {
  const { config, logger, handler, fetch, clock = systemClock } = options;
  const draining = new AbortController();
  const dependencies: ConsoleDependencies = { config, logger, fetch, clock, draining: draining.signal };
  const server = new EnduringServer({
    hostname: config.host,
    port: config.port,
    handler: (request, info) => handler(request, Object.assign(info, { dependencies })),
    clock,
    logger,
  });
  const stop = async () => {
    draining.abort(new Error("the console is shutting down"));
    const finished = new AbortController();
    const deadline = clock.delay(DRAIN_MS_MAX, finished.signal).catch(() => {});
    await Promise.race([server.shutdown(), deadline]);
    finished.abort();
    await deadline;
  };
  return { url: `http://${reachable(config.host)}:${server.addr.port}`, stop };
}

/** Loads what `deno task console:build` has written; the folder must be readable. Rejects with NotFound when it has not. */
export async function loadBuild(folder: URL): Promise<ConsoleHandler> {
  const build = await Deno.readTextFile(new URL("current", folder));
  const { default: server } = await import(new URL(`${build}/server.js`, folder).href);
  return (request, info) => server.fetch(request, info);
}

/** Where the build is, with a slash at its end. */
export const BUILD_FOLDER = new URL("./_fresh/", import.meta.url);

const DRAIN_MS_MAX = 5_000;

/** Any address and a wildcard are nothing to connect to. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
