import { BUILD_FOLDER, loadBuild, startConsole } from "../console/console.ts";
import { type ControlPlane, startControlPlane } from "../control-plane/control_plane.ts";
import { startProblems } from "../control-plane/start_problems.ts";
import { type RunningGateway, startGateway } from "../gateway/gateway.ts";
import { GatewayStartFault } from "../gateway/start_fault.ts";
import { uuidv7 } from "../shared/identifiers/uuid.ts";
import { JsonLinesLogger } from "../shared/logging/json_lines_logger.ts";
import { writeToStandardOutput } from "../shared/logging/standard_output.ts";
import { stopSignal } from "../shared/process/stop_signal.ts";
import { systemClock } from "../shared/time/clock.ts";
import { memoryTransport } from "../shared/transport/memory/memory_transport.ts";
import { checkRedis } from "../shared/transport/redis/check_redis.ts";
import { redisTransport } from "../shared/transport/redis/redis_transport.ts";
import type { Transport } from "../shared/transport/transport.ts";
import { banner } from "./banner.ts";
import { openDataDirectory } from "./data_directory.ts";
import { checkDatabase, startDatabase } from "./database.ts";
import { generatedSecrets } from "./generated_secrets.ts";
import { takeInstanceLock } from "./instance_lock.ts";
import { checkPorts } from "./ports.ts";
import { type Progress, progress } from "./progress.ts";
import { QuietStart } from "./quiet_start.ts";
import { type DeployableConfigs, readDeployableConfigs, readStartSettings, type StartSettings } from "./settings.ts";
import { watchLauncher } from "./launcher.ts";
import { StartFault } from "./start_fault.ts";
import { terminalMailer } from "./terminal_mailer.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Runs gateway, control plane and console in this process until a signal, then stops everything in the order in which
 * nothing is lost. `withConsole` is false where another process serves the console on its port; default true. Throws
 * StartFault for what the user can mend; whatever had been started is stopped then too.
 */
export async function runAllInOne(
  environment: Variables,
  { withConsole = true }: { withConsole?: boolean } = {},
): Promise<void> {
  const startedAt = systemClock.monotonic();
  const steps = progress((line) => console.log(line), () => systemClock.monotonic());
  const stop = stopSignal();
  const terminal = new QuietStart(writeToStandardOutput);
  const settings = readStartSettings(environment);
  checkPorts(settings.host, {
    GATEWAY_PORT: settings.gatewayPort,
    CONTROL_PLANE_PORT: settings.controlPlanePort,
    ...(withConsole && { CONSOLE_PORT: settings.consolePort }),
  });
  // Undone last to first: console, gateway (which ships its records), control plane (which takes them), transport, database.
  await using started = new AsyncDisposableStack();
  const launcher = watchLauncher(() => stop.send());
  started.defer(() => launcher.close());
  const directory = await openDataDirectory(settings.dataDirectory);
  started.defer(() => directory.release());
  const secrets = await generatedSecrets(directory.path);
  const databaseUrl = await provideDatabase({ ...settings, dataDirectory: directory.path }, started, steps);
  const configs = readDeployableConfigs(
    environment,
    { ...settings, dataDirectory: directory.path, databaseUrl },
    secrets,
  );
  const { controlPlane } = await startParts(settings, configs, { started, steps, terminal, withConsole });
  if (!stop.aborted) console.log(banner(bannerFacts(settings, controlPlane, directory.path, startedAt)));
  terminal.end();
  await stop.received;
  console.log("\n  Stopping: finishing requests and storing their records …");
  await started.disposeAsync();
  console.log("  Stopped.");
}

async function provideDatabase(
  settings: StartSettings,
  started: AsyncDisposableStack,
  steps: Progress,
): Promise<string> {
  const { databaseUrl, databaseDirectUrl } = settings;
  if (databaseUrl === null) {
    const postgres = await steps.step("Embedded Postgres", () => startDatabase(settings.dataDirectory));
    started.defer(() => postgres.stop());
    if (postgres.adopted) steps.note("took over the Postgres that a killed process had left running");
    return postgres.url;
  }
  await steps.step("Database of DATABASE_URL", () => checkDatabase(databaseUrl));
  if (settings.redisUrl === null) {
    const lock = await takeInstanceLock(databaseDirectUrl ?? databaseUrl);
    started.defer(() => lock.release());
  }
  return databaseUrl;
}

async function startParts(
  settings: StartSettings,
  configs: DeployableConfigs,
  { started, steps, terminal, withConsole }: {
    started: AsyncDisposableStack;
    steps: Progress;
    terminal: QuietStart;
    withConsole: boolean;
  },
): Promise<{ controlPlane: ControlPlane; gateway: RunningGateway }> {
  const instance = `one-${uuidv7(systemClock.now()).slice(-12)}`;
  const logger = new JsonLinesLogger({
    write: terminal.write,
    clock: systemClock,
    base: { instance },
    level: configs.gateway.logLevel,
  });
  const transport = await provideTransport(settings, logger);
  started.defer(() => transport.close());

  const controlPlane = await steps.step("Control plane, with migrations and seed", async () => {
    const running = await explained(
      configs,
      () =>
        startControlPlane({
          config: configs.controlPlane,
          transport,
          logger,
          instance,
          mailer: terminalMailer(terminal.write),
        }),
    );
    started.defer(() => running.stop());
    await running.feedReady;
    return running;
  });
  const gateway = await steps.step("Gateway", async () => {
    const running = await explained(
      configs,
      () => startGateway({ config: configs.gateway, transport, logger, instance }),
    );
    started.defer(() => running.stop());
    return running;
  });
  if (withConsole) {
    await steps.step("Console", async () => {
      const config = { ...configs.console, controlPlaneUrl: controlPlane.url };
      const running = startConsole({ config, logger, fetch, handler: await loadBuild(BUILD_FOLDER) });
      started.defer(() => running.stop());
    });
  }
  return { controlPlane, gateway };
}

async function provideTransport(settings: StartSettings, logger: JsonLinesLogger): Promise<Transport> {
  const { redisUrl } = settings;
  if (redisUrl === null) return memoryTransport({ clock: systemClock });
  const redis = await checkRedis(redisUrl);
  if (!redis.ok) throw new StartFault(`REDIS_URL: ${redis.reason}`);
  return redisTransport({
    url: redisUrl,
    clock: systemClock,
    onProblem: ({ code, ...fields }) => logger.warn(`transport_${code}`, fields),
  });
}

/** Turns what a deployable could not start for into its sentence. */
async function explained<T>(configs: DeployableConfigs, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const problems = error instanceof GatewayStartFault ? [error.message] : startProblems(error, configs.controlPlane);
    throw problems === null ? error : new StartFault(problems.join(" "), { cause: error });
  }
}

function bannerFacts(settings: StartSettings, controlPlane: ControlPlane, dataDirectory: string, startedAt: number) {
  return {
    consoleUrl: settings.publicConsoleUrl,
    gatewayUrl: settings.publicGatewayUrl,
    graphqlUrl: `http://localhost:${settings.controlPlanePort}/graphql`,
    dataDirectory,
    database: settings.databaseUrl === null ? "embedded Postgres" : "Postgres of DATABASE_URL",
    transport: settings.redisUrl === null ? "in-memory transport" : "Redis",
    seeded: controlPlane.seeded,
    email: controlPlane.ownerEmail,
    startedInMs: systemClock.monotonic() - startedAt,
  };
}
