import { refuseToStart } from "../../shared/environment/refuse_to_start.ts";
import { JsonLinesLogger } from "../../shared/logging/json_lines_logger.ts";
import { writeToStandardOutput } from "../../shared/logging/standard_output.ts";
import { stopSignal } from "../../shared/process/stop_signal.ts";
import { systemClock } from "../../shared/time/clock.ts";
import type { GatewayConfig } from "../config.ts";
import { GatherMetrics } from "./gather_metrics.ts";
import { spawnWorker } from "./spawn_worker.ts";
import { Supervisor } from "./supervisor.ts";

/** Runs `count` gateways on one port until SIGTERM or SIGINT; SIGHUP replaces them. Ends the process when none starts. */
export async function runSupervisor(config: GatewayConfig, count: number): Promise<void> {
  const clock = systemClock;
  const logger = new JsonLinesLogger({
    write: writeToStandardOutput,
    clock,
    base: { deployable: "gateway", instance: "supervisor" },
    level: config.logLevel,
  });
  // Each would be given a port of its own.
  if (config.port === 0) return refuseToStart("gateway", ["GATEWAY_PORT is 0, and GATEWAY_WORKERS share one port."]);
  const stopMs = config.stopListeningMs + config.drainMs + ENDING_MS;
  const metrics = new GatherMetrics(clock);
  const spawn = () => {
    const worker = spawnWorker();
    metrics.join(worker);
    return worker;
  };
  const supervisor = new Supervisor({ count, spawn, clock, logger, stopMs });
  const stop = stopSignal();
  // Windows has no SIGHUP.
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGHUP", () => void supervisor.reload());
  supervisor.start();
  logger.info("supervisor_started", { workers: count, processId: Deno.pid });
  const failed = await Promise.race([stop.received.then(() => false), supervisor.failed.then(() => true)]);
  await supervisor.stop();
  if (failed) refuseToStart("gateway", ["No worker could be started; what they said is above."]);
  logger.info("supervisor_stopped");
}

/** For settlements, records and connections, after requests have had their time. */
const ENDING_MS = 15_000;
