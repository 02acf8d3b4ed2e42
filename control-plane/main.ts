import { writeToStandardOutput } from "../shared/logging/standard_output.ts";
import { JsonLinesLogger } from "../shared/logging/json_lines_logger.ts";
import { stopSignal } from "../shared/process/stop_signal.ts";
import { systemClock } from "../shared/time/clock.ts";
import { checkRedis } from "../shared/transport/redis/check_redis.ts";
import { redisTransport } from "../shared/transport/redis/redis_transport.ts";
import { CONTROL_PLANE_VARIABLES, type ControlPlaneConfig, readControlPlaneConfig } from "./config.ts";
import { type ControlPlane, startControlPlane } from "./control_plane.ts";
import { startProblems } from "./start_problems.ts";

const HELP = `Runs the control plane: GraphQL API, publishing and recording. Any number may run on one database.

Usage: deno task control-plane [--help]

Environment:
${CONTROL_PLANE_VARIABLES.map(([name, meaning]) => `  ${name}\n      ${meaning}`).join("\n")}`;

async function main(): Promise<void> {
  if (Deno.args.includes("--help")) return console.log(HELP);
  const read = readControlPlaneConfig(Deno.env.toObject(), { redis: "needed" });
  if (!read.ok) return fail(read.problems);
  const redisUrl = read.config.redisUrl!;
  const redis = await checkRedis(redisUrl);
  if (!redis.ok) return fail([redis.reason]);
  try {
    await run(read.config, redisUrl);
  } catch (error) {
    const problems = startProblems(error, read.config);
    if (problems === null) throw error;
    fail(problems);
  }
}

async function run(config: ControlPlaneConfig, redisUrl: string): Promise<void> {
  const instance = `control-plane-${crypto.randomUUID().slice(0, 8)}`;
  const logger = new JsonLinesLogger({
    write: writeToStandardOutput,
    clock: systemClock,
    base: { deployable: "control-plane", instance },
    level: config.logLevel,
  });
  const transport = redisTransport({
    url: redisUrl,
    clock: systemClock,
    onProblem: ({ code, ...fields }) => logger.warn(`transport_${code}`, fields),
  });
  try {
    const controlPlane = await startControlPlane({ config, transport, logger, instance });
    logger.info("control_plane_started", { url: controlPlane.url });
    tellSeeded(controlPlane);
    await stopSignal().received;
    logger.info("control_plane_stopping");
    await controlPlane.stop();
  } finally {
    await transport.close();
  }
}

/** To the terminal and not through the logger, which would hide what is shown this once. */
function tellSeeded({ seeded }: ControlPlane): void {
  if (seeded === null) return;
  const lines = ["The database was empty. Made, and shown this once:", `  Sign in   ${seeded.email}`];
  if (seeded.password !== null) lines.push(`  Password  ${seeded.password}`);
  if (seeded.apiKey !== null) lines.push(`  API key   ${seeded.apiKey}`);
  console.error([...lines, ...seeded.notices.map((notice) => `  Note: ${notice}`)].join("\n"));
}

function fail(problems: readonly string[]): void {
  for (const problem of problems) console.error(problem);
  Deno.exitCode = 1;
}

if (import.meta.main) {
  await main();
  // Listeners for signals keep the process alive.
  Deno.exit();
}
