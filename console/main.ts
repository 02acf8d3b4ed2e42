import { refuseToStart } from "../shared/environment/refuse_to_start.ts";
import { JsonLinesLogger } from "../shared/logging/json_lines_logger.ts";
import { writeToStandardOutput } from "../shared/logging/standard_output.ts";
import { stopSignal } from "../shared/process/stop_signal.ts";
import { systemClock } from "../shared/time/clock.ts";
import { CONSOLE_VARIABLE_NAMES, CONSOLE_VARIABLES, type ConsoleConfig, readConsoleConfig } from "./config.ts";
import { BUILD_FOLDER, type ConsoleHandler, loadBuild, type RunningConsole, startConsole } from "./console.ts";

const HELP = `Serves the console that 'deno task console:build' has built. Any number may run: they keep nothing.

Usage: deno task console [--help]

Environment:
${CONSOLE_VARIABLES.map(([name, meaning]) => `  ${name}\n      ${meaning}`).join("\n")}`;

async function main(): Promise<void> {
  if (Deno.args.includes("--help")) return console.log(HELP);
  // By name: the process is permitted to read these and no others.
  const read = readConsoleConfig(Object.fromEntries(CONSOLE_VARIABLE_NAMES.map((name) => [name, Deno.env.get(name)])));
  if (!read.ok) return refuseToStart("console", read.problems);
  const handler = await built();
  const logger = new JsonLinesLogger({
    write: writeToStandardOutput,
    clock: systemClock,
    base: { deployable: "console" },
  });
  const running = listening(() => startConsole({ config: read.config, logger, handler, fetch }), read.config);
  logger.info("console_started", { url: running.url });
  await stopSignal().received;
  logger.info("console_stopping");
  await running.stop();
  logger.info("console_stopped");
}

function listening(start: () => RunningConsole, { host, port }: ConsoleConfig): RunningConsole {
  try {
    return start();
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      return refuseToStart("console", [`Port ${port} is taken by another program. Set CONSOLE_PORT to another one.`]);
    }
    if (error instanceof Deno.errors.AddrNotAvailable) {
      return refuseToStart("console", [`HOST is ${host}, which is no address of this machine.`]);
    }
    throw error;
  }
}

async function built(): Promise<ConsoleHandler> {
  try {
    return await loadBuild(BUILD_FOLDER);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return refuseToStart("console", ["It is not built. Run 'deno task console:build' first."]);
  }
}

if (import.meta.main) {
  await main();
  // Listeners for signals keep the process alive.
  Deno.exit();
}
