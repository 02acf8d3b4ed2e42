import { refuseToStart } from "../shared/environment/refuse_to_start.ts";
import { uuidv7 } from "../shared/identifiers/uuid.ts";
import { GatheredLines } from "../shared/logging/gathered_lines.ts";
import { JsonLinesLogger } from "../shared/logging/json_lines_logger.ts";
import { writeToStandardOutput } from "../shared/logging/standard_output.ts";
import { stopSignal } from "../shared/process/stop_signal.ts";
import { systemClock } from "../shared/time/clock.ts";
import { checkRedis } from "../shared/transport/redis/check_redis.ts";
import { redisTransport } from "../shared/transport/redis/redis_transport.ts";
import { GATEWAY_BUILD } from "./build.ts";
import { GATEWAY_VARIABLES, type GatewayConfig, readGatewayConfig } from "./config.ts";
import { startGateway } from "./gateway.ts";
import { openParentChannel, type ParentChannel } from "./workers/parent_channel.ts";
import { runSupervisor } from "./workers/run_supervisor.ts";
import { WORKER_ARGUMENT } from "./workers/spawn_worker.ts";
import { GatewayStartFault } from "./start_fault.ts";

const HELP = `Runs a gateway: authenticates, routes and records requests to providers. Any number may run on one Redis.

Usage: deno task gateway [--help]

Environment:
${GATEWAY_VARIABLES.map(([name, meaning]) => `  ${name}\n      ${meaning}`).join("\n")}`;

async function main(): Promise<void> {
  if (Deno.args.includes("--help")) return console.log(HELP);
  const read = readGatewayConfig(Deno.env.toObject(), { redisNeeded: true });
  if (!read.ok) return refuseToStart("gateway", read.problems);
  const channel = Deno.args.includes(WORKER_ARGUMENT) ? openParentChannel() : null;
  if (channel === null && read.config.workers !== null) return await runSupervisor(read.config, read.config.workers);
  // Only a supervisor starts processes; what serves requests must not be able to.
  await Deno.permissions.revoke({ name: "run" });
  try {
    await run(read.config, { url: read.config.redisUrl!, channel });
  } catch (error) {
    if (error instanceof GatewayStartFault) return refuseToStart("gateway", [error.message]);
    throw error;
  }
}

async function run(
  config: GatewayConfig,
  { url, channel }: { url: string; channel: ParentChannel | null },
): Promise<void> {
  const instance = `gateway-${uuidv7(systemClock.now())}`;
  const base = { deployable: "gateway", instance };
  const lines = new GatheredLines(writeToStandardOutput, systemClock);
  const logger = new JsonLinesLogger({
    write: (line, level) => lines.push(line, { urgent: level !== "info" }),
    clock: systemClock,
    base,
    level: config.logLevel,
  });
  const transport = redisTransport({
    url,
    clock: systemClock,
    onProblem: ({ code, ...fields }) => logger.warn(`transport_${code}`, fields),
  });
  try {
    const redis = await checkRedis(url);
    // Out of reach is no reason to refuse: there may be a last good state, and requests to serve from it.
    if (!redis.ok && (await transport.healthy()).ok) throw new GatewayStartFault(redis.reason);
    if (!redis.ok) logger.warn("redis_unreachable", { reason: redis.reason });
    const gateway = await startGateway({ config, transport, logger, instance, siblings: channel });
    logger.info("gateway_started", { url: gateway.url, build: GATEWAY_BUILD });
    channel?.tellReady();
    const stopped = stopSignal().received;
    const retired = channel?.retired.then(() => gateway.retire());
    await Promise.race(retired === undefined ? [stopped] : [stopped, retired]);
    logger.info("gateway_stopping");
    // One that is retiring already goes on with it.
    await gateway.stop();
    logger.info("gateway_stopped");
  } finally {
    await transport.close();
    lines.flush();
  }
}

if (import.meta.main) {
  await main();
  // Listeners for signals keep the process alive.
  Deno.exit();
}
