import { startRedis, withDatabase } from "../testing/services.ts";
import { type Deployment, deployment } from "./deployment.ts";
import { freePorts, SEEDED } from "./stack.ts";

/** Two gateways, a control plane and a console, each a process of its own, on a real Redis and a real Postgres. */
export interface Fleet extends AsyncDisposable {
  readonly graphqlUrl: string;
  /** As browsers reach it; nothing listens there before `console.start()`. */
  readonly consoleUrl: string;
  readonly adminToken: string;
  readonly apiKey: string;
  readonly gatewayUrls: [string, string];
  readonly redis: Awaited<ReturnType<typeof startRedis>>;
  readonly controlPlane: Deployment;
  readonly gateways: [Deployment, Deployment];
  /** Not started yet, since most tests need none. */
  readonly console: Deployment;
}

export interface FleetOptions {
  /** Whether the gateways share their data directory, as scaled containers do. Default false. */
  oneDirectory?: boolean;
  /** More settings of the gateways. */
  gateways?: Record<string, string>;
}

export async function startFleet({ oneDirectory = false, gateways = {} }: FleetOptions = {}): Promise<Fleet> {
  const database = await withDatabase();
  const redis = await startRedis({ private: true });
  const directories = await Promise.all([Deno.makeTempDir(), Deno.makeTempDir()]);
  const ports = [freePorts(), freePorts()] as const;
  const controlPlanePort = ports[0].controlPlane;
  const consoleUrl = `http://localhost:${ports[0].console}`;
  const shared = {
    REDIS_URL: redis.url,
    DATABASE_URL: database.url,
    PERPETUO_MASTER_KEYS: `k1:${btoa("0123456789abcdef0123456789abcdef")}`,
    AUTH_SECRET: "an auth secret that is only for tests 0123",
    INTERNAL_SECRET: "an internal secret only for tests 01234567",
  };
  const controlPlane = deployment("control-plane", `http://127.0.0.1:${controlPlanePort}/readyz`, {
    ...shared,
    CONTROL_PLANE_PORT: String(controlPlanePort),
    GATEWAY_URL: `http://127.0.0.1:${ports[0].gateway}`,
    PUBLIC_CONSOLE_URL: consoleUrl,
    PERPETUO_ADMIN_EMAIL: SEEDED.email,
    PERPETUO_ADMIN_PASSWORD: SEEDED.password,
    PERPETUO_ADMIN_TOKEN: SEEDED.adminToken,
    PERPETUO_API_KEY: SEEDED.apiKey,
  });
  const { DATABASE_URL: _notForGateways, ...gatewayEnvironment } = shared;
  const [first, second] = ports.map((port, index) =>
    deployment("gateway", `http://127.0.0.1:${port.gateway}/readyz`, {
      ...gatewayEnvironment,
      GATEWAY_PORT: String(port.gateway),
      ...gateways,
      PERPETUO_DATA_DIR: directories[oneDirectory ? 0 : index]!,
    })
  ) as [Deployment, Deployment];
  const console = deployment("console", `http://127.0.0.1:${ports[0].console}/readyz`, {
    CONSOLE_PORT: String(ports[0].console),
    PUBLIC_CONSOLE_URL: consoleUrl,
    CONTROL_PLANE_URL: `http://127.0.0.1:${controlPlanePort}`,
    GATEWAY_URL: `http://127.0.0.1:${ports[0].gateway}`,
  });
  await controlPlane.start();
  await Promise.all([first.start(), second.start()]);
  return {
    graphqlUrl: `http://127.0.0.1:${controlPlanePort}/graphql`,
    consoleUrl,
    adminToken: SEEDED.adminToken,
    apiKey: SEEDED.apiKey,
    gatewayUrls: [`http://127.0.0.1:${ports[0].gateway}`, `http://127.0.0.1:${ports[1].gateway}`],
    redis,
    controlPlane,
    gateways: [first, second],
    console,
    async [Symbol.asyncDispose]() {
      for (const each of [console, first, second, controlPlane]) await each.stop();
      await redis.stop();
      await database[Symbol.asyncDispose]();
      for (const directory of directories) await Deno.remove(directory, { recursive: true });
    },
  };
}
