import { JsonLinesLogger } from "../shared/logging/json_lines_logger.ts";
import type { Logger } from "../shared/logging/logger.ts";
import { writeToStandardOutput } from "../shared/logging/standard_output.ts";
import { type Clock, systemClock } from "../shared/time/clock.ts";
import { type ConsoleConfig, readConsoleConfig } from "./config.ts";

/** What the pages work with, made once a process. */
export interface ConsoleDependencies {
  readonly config: ConsoleConfig;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when the process is about to end. */
  readonly draining: AbortSignal;
}

/** How a server hands its dependencies to the app, which may be a bundle that shares no module with it. */
export interface ConsoleInfo extends Deno.ServeHandlerInfo {
  dependencies?: ConsoleDependencies;
}

/**
 * What the server gave with the request; else made of the environment, as under Vite, which knows nothing of it.
 * Throws when the environment does not do.
 */
export function dependenciesOf(info: ConsoleInfo): ConsoleDependencies {
  return info.dependencies ?? (ofEnvironment ??= environmentDependencies());
}

let ofEnvironment: ConsoleDependencies | null = null;

function environmentDependencies(): ConsoleDependencies {
  const read = readConsoleConfig(Deno.env.toObject());
  if (!read.ok) throw new Error(read.problems.join(" "));
  const logger = new JsonLinesLogger({
    write: writeToStandardOutput,
    clock: systemClock,
    base: { deployable: "console" },
  });
  return { config: read.config, fetch, clock: systemClock, logger, draining: new AbortController().signal };
}
