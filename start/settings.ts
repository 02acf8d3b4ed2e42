import { z } from "zod";
import { type ConsoleConfig, readConsoleConfig } from "../console/config.ts";
import { type ControlPlaneConfig, readControlPlaneConfig } from "../control-plane/config.ts";
import { type GatewayConfig, readGatewayConfig } from "../gateway/config.ts";
import { dataDirectory, host, httpUrl, port, postgresUrl, redisUrl } from "../shared/environment/environment_fields.ts";
import { openSecretFiles } from "../shared/environment/secret_files.ts";
import { readEnvironment } from "../shared/environment/read_environment.ts";
import type { GeneratedSecrets } from "./generated_secrets.ts";
import { StartFault } from "./start_fault.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** What start itself decides on; everything else is read by the deployables' own configuration. */
export interface StartSettings {
  host: string;
  gatewayPort: number;
  controlPlanePort: number;
  consolePort: number;
  dataDirectory: string;
  /** Null: the embedded Postgres. */
  databaseUrl: string | null;
  /** The same database by a way that keeps sessions; null: `databaseUrl` does. */
  databaseDirectUrl: string | null;
  /** Null: the in-memory transport. */
  redisUrl: string | null;
  publicGatewayUrl: string;
  publicConsoleUrl: string;
}

/** The deployables' configurations, once what they need is there. */
export interface DeployableConfigs {
  controlPlane: ControlPlaneConfig;
  gateway: GatewayConfig;
  /** Its control plane is the one that is started. */
  console: ConsoleConfig;
}

const variables = z.object({
  HOST: host().default("127.0.0.1"),
  GATEWAY_PORT: port(8787),
  CONTROL_PLANE_PORT: port(4000),
  CONSOLE_PORT: port(3000),
  PERPETUO_DATA_DIR: dataDirectory(),
  DATABASE_URL: postgresUrl().optional(),
  DATABASE_DIRECT_URL: postgresUrl().optional(),
  REDIS_URL: redisUrl().optional(),
  PUBLIC_GATEWAY_URL: httpUrl().optional(),
  PUBLIC_CONSOLE_URL: httpUrl().optional(),
});

/** Reads the environment; throws StartFault that names every problem of every deployable at once. */
export function readStartSettings(given: Variables): StartSettings {
  const { environment, problems } = openSecretFiles(given);
  const read = readEnvironment(variables, environment);
  if (!read.ok) problems.push(...read.problems);
  if (read.ok && read.value.DATABASE_DIRECT_URL !== undefined && read.value.DATABASE_URL === undefined) {
    problems.push("DATABASE_DIRECT_URL is of no use without DATABASE_URL.");
  }
  const known = new Set(Object.keys(variables.shape));
  // The deployables' own variables are checked now, with placeholders for what start provides later.
  for (const problem of deployables(environment, PLACEHOLDERS).problems) {
    if (!known.has(/^[A-Z_]+/.exec(problem)?.[0] ?? "") && !problems.includes(problem)) problems.push(problem);
  }
  if (!read.ok || problems.length > 0) throw new StartFault(sentence(problems));
  const { value } = read;
  return {
    host: value.HOST,
    gatewayPort: value.GATEWAY_PORT,
    controlPlanePort: value.CONTROL_PLANE_PORT,
    consolePort: value.CONSOLE_PORT,
    dataDirectory: value.PERPETUO_DATA_DIR,
    databaseUrl: value.DATABASE_URL ?? null,
    databaseDirectUrl: value.DATABASE_DIRECT_URL ?? null,
    redisUrl: value.REDIS_URL ?? null,
    publicGatewayUrl: value.PUBLIC_GATEWAY_URL ?? `http://localhost:${value.GATEWAY_PORT}`,
    publicConsoleUrl: value.PUBLIC_CONSOLE_URL ?? `http://localhost:${value.CONSOLE_PORT}`,
  };
}

/** The deployables' configurations from the environment, the settings and the secrets. Throws StartFault. */
export function readDeployableConfigs(
  environment: Variables,
  settings: StartSettings & { databaseUrl: string },
  secrets: GeneratedSecrets,
): DeployableConfigs {
  const { problems, configs } = deployables(openSecretFiles(environment).environment, {
    HOST: settings.host,
    DATABASE_URL: settings.databaseUrl,
    PERPETUO_DATA_DIR: settings.dataDirectory,
    PUBLIC_CONSOLE_URL: settings.publicConsoleUrl,
    PUBLIC_GATEWAY_URL: settings.publicGatewayUrl,
    GATEWAY_URL: gatewayUrl(settings),
    PERPETUO_MASTER_KEYS: secrets.masterKeys,
    AUTH_SECRET: secrets.authSecret,
    INTERNAL_SECRET: secrets.internalSecret,
  });
  if (configs === null) throw new StartFault(sentence(problems));
  return configs;
}

/** Where the gateway of this process listens, whatever the environment says of another one. */
function gatewayUrl({ host, gatewayPort }: StartSettings): string {
  if (host === "0.0.0.0" || host === "::") return `http://localhost:${gatewayPort}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${gatewayPort}`;
}

/** Good in form and never used. */
const PLACEHOLDERS = {
  DATABASE_URL: "postgresql://embedded@127.0.0.1/perpetuo",
  PERPETUO_MASTER_KEYS: `placeholder:${btoa("0123456789abcdef0123456789abcdef")}`,
  AUTH_SECRET: "placeholder".repeat(4),
  INTERNAL_SECRET: "placeholder".repeat(4),
};

function deployables(
  environment: Variables,
  provided: Record<string, string>,
): { problems: string[]; configs: DeployableConfigs | null } {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  // A secret of the environment goes before a generated one; a path or URL was resolved by start.
  const { PERPETUO_MASTER_KEYS, AUTH_SECRET, INTERNAL_SECRET, ...resolved } = provided;
  // The console asks from this machine for whoever asked it: throttling must count them, not the console.
  const TRUSTED_PROXIES = [given.TRUSTED_PROXIES, "127.0.0.1", "::1"].filter(Boolean).join(",");
  // Models on the own machine or in the same room are what people try first; metadata services are in neither.
  const PRIVATE_ADDRESSES = given.PRIVATE_ADDRESSES ?? "loopback,private";
  const complete = {
    PERPETUO_MASTER_KEYS,
    AUTH_SECRET,
    INTERNAL_SECRET,
    ...given,
    ...resolved,
    TRUSTED_PROXIES,
    PRIVATE_ADDRESSES,
  };
  const controlPlane = readControlPlaneConfig(complete);
  const gateway = readGatewayConfig(complete);
  const console = readConsoleConfig(complete);
  const problems = new Set([controlPlane, gateway, console].flatMap((read) => read.ok ? [] : read.problems));
  return {
    problems: [...problems],
    configs: controlPlane.ok && gateway.ok && console.ok
      ? { controlPlane: controlPlane.config, gateway: gateway.config, console: console.config }
      : null,
  };
}

function sentence(problems: string[]): string {
  return problems.length === 1 ? problems[0]! : problems.map((problem) => `\n  - ${problem}`).join("");
}
