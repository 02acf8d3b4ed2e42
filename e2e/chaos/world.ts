import { Redis } from "ioredis";
import pg from "pg";
import { redisKeys } from "../../shared/contracts/redis_keys.ts";
import { readPostmasterFile } from "../../prisma/embedded/postmaster_file.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../prisma/embedded/start_embedded_postgres.ts";
import { type RedisProcess, startRedisProcess } from "../../testing/redis_process.ts";
import { findOrInstallRedis } from "../../testing/redis_program.ts";
import { type Deployment, deployment } from "../deployment.ts";
import { type Answer, firstProject, graphql } from "../graphql.ts";
import { freePorts, SEEDED } from "../stack.ts";

/** A whole fleet with a Redis and a Postgres of its own, all of which may be killed. */
export interface ChaosWorld extends AsyncDisposable {
  readonly gateways: ChaosGateway[];
  /** Each records, too. */
  readonly controlPlanes: Deployment[];
  readonly redis: RedisProcess;
  readonly postgres: KillablePostgres;
  readonly apiKey: string;
  readonly tenantId: string;
  /** The tenant's UUID, as Redis and Postgres know it. */
  readonly tenant: string;
  graphql(query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Rows of the database. Throws while Postgres is away. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** How many reservations the ledger holds open for the tenant. */
  openReservations(): Promise<number>;
  /** Makes Redis forget everything while it runs. */
  empty(): Promise<void>;
}

export interface ChaosGateway extends Deployment {
  readonly url: string;
  /** Rises each time that it goes down: a request that spans two of them was cut off, not failed. */
  downs: number;
  /** Requests that clients have with it. */
  underWay: number;
  /** Whether it is there to be asked. */
  isUp: boolean;
  /** Whether it has told somebody that it is about to stop. */
  isLeaving: boolean;
  /** Where it keeps its spool. */
  readonly dataDirectory: string;
}

export interface ChaosWorldOptions {
  gateways: number;
  controlPlanes: number;
  /** Whether Redis keeps its data over a kill. */
  redisKeeps: boolean;
  /** What gateways are told besides. */
  gatewayEnvironment?: Record<string, string>;
  /** The first gateway writes to a disk of this size; needs root. Default: to the machine's own. */
  firstDiskBytes?: number;
}

export async function startChaosWorld(options: ChaosWorldOptions): Promise<ChaosWorld> {
  await using undo = new AsyncDisposableStack();
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-chaos-" });
  // Postgres runs as another user where we are root, and so does Redis nowhere.
  await Deno.chmod(directory, 0o755);
  undo.defer(() => Deno.remove(directory, { recursive: true }));
  const postgres = await KillablePostgres.start(`${directory}/postgres`);
  undo.defer(() => postgres.stop());
  await Deno.mkdir(`${directory}/redis`);
  const appendOnlyIn = options.redisKeeps ? `${directory}/redis` : undefined;
  const redis = await startRedisProcess(await findOrInstallRedis(), { appendOnlyIn });
  undo.defer(() => redis.stop());
  const shared = {
    REDIS_URL: redis.url,
    PERPETUO_MASTER_KEYS: `k1:${btoa("0123456789abcdef0123456789abcdef")}`,
    AUTH_SECRET: "an auth secret that is only for tests 0123",
    INTERNAL_SECRET: "an internal secret only for tests 01234567",
  };
  const seed = {
    PERPETUO_ADMIN_EMAIL: SEEDED.email,
    PERPETUO_ADMIN_PASSWORD: SEEDED.password,
    PERPETUO_ADMIN_TOKEN: SEEDED.adminToken,
    PERPETUO_API_KEY: SEEDED.apiKey,
  };
  const controlPlanePorts = Array.from({ length: options.controlPlanes }, () => freePorts().controlPlane);
  const controlPlanes = controlPlanePorts.map((port) =>
    deployment("control-plane", `http://127.0.0.1:${port}/readyz`, {
      ...shared,
      ...seed,
      DATABASE_URL: postgres.url,
      CONTROL_PLANE_PORT: String(port),
    })
  );
  if (options.firstDiskBytes !== undefined) {
    await mountDisk(`${directory}/gateway-0`, options.firstDiskBytes);
    undo.defer(() => command("umount", `${directory}/gateway-0`));
  }
  const gateways = Array.from({ length: options.gateways }, (_, index) => {
    const port = freePorts().gateway;
    const dataDirectory = `${directory}/gateway-${index}`;
    const own = { GATEWAY_PORT: String(port), PERPETUO_DATA_DIR: dataDirectory };
    const environment = { ...shared, ...options.gatewayEnvironment, ...own };
    return gatewayAt(`http://127.0.0.1:${port}`, dataDirectory, environment);
  });
  undo.defer(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await Promise.all(controlPlanes.map((controlPlane) => controlPlane.stop()));
  });
  // The first one brings the database up to date and seeds it.
  for (const controlPlane of controlPlanes) await controlPlane.start();
  await Promise.all(gateways.map((gateway) => gateway.start()));
  const api = { graphqlUrl: `http://127.0.0.1:${controlPlanePorts[0]}/graphql`, adminToken: SEEDED.adminToken };
  const { tenantId } = await firstProject(api);
  const tenant = atob(tenantId).split(":").at(-1)!;
  const owned = undo.move();
  return {
    gateways,
    controlPlanes,
    redis,
    postgres,
    apiKey: SEEDED.apiKey,
    tenantId,
    tenant,
    graphql: (query, variables) => graphql(api, query, variables),
    sql: (text, values) => postgres.query(text, values),
    openReservations: () => askRedis(redis.url, (asked) => countOpen(asked, redisKeys().reservations(tenant))),
    empty: async () => void await askRedis(redis.url, (asked) => asked.flushall()),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function mountDisk(directory: string, bytes: number): Promise<void> {
  await Deno.mkdir(directory);
  await command("mount", "-t", "tmpfs", "-o", `size=${bytes},mode=0700`, "tmpfs", directory);
}

async function command(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr).trim()}`);
}

function gatewayAt(url: string, dataDirectory: string, environment: Record<string, string>): ChaosGateway {
  const plain = deployment("gateway", `${url}/readyz`, environment);
  const gateway: ChaosGateway = {
    ...plain,
    url,
    dataDirectory,
    downs: 0,
    underWay: 0,
    isUp: false,
    isLeaving: false,
    async start() {
      await plain.start();
      gateway.isUp = true;
      gateway.isLeaving = false;
    },
    async stop() {
      const code = await plain.stop();
      gateway.isUp = false;
      gateway.downs++;
      return code;
    },
    async kill() {
      gateway.isUp = false;
      gateway.downs++;
      await plain.kill();
    },
  };
  return gateway;
}

/** What has expired is remembered for a day, so that a late settlement finds it, and holds nothing any more. */
async function countOpen(redis: Redis, key: string): Promise<number> {
  const script = `
    local open = 0
    for _, value in ipairs(redis.call('HVALS', KEYS[1])) do
      if cmsgpack.unpack(value)[1] == 0 then open = open + 1 end
    end
    return open`;
  return Number(await redis.eval(script, 1, key));
}

async function askRedis<Value>(url: string, ask: (redis: Redis) => Promise<Value>): Promise<Value> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

/** A Postgres of its own that can be killed with everything it runs. It writes through to the operating system. */
export class KillablePostgres {
  readonly #directory: string;
  #server: EmbeddedPostgres;
  #pool: pg.Pool | null = null;

  private constructor(directory: string, server: EmbeddedPostgres) {
    this.#directory = directory;
    this.#server = server;
  }

  static async start(directory: string): Promise<KillablePostgres> {
    return new KillablePostgres(directory, await startIn(directory));
  }

  get url(): string {
    return this.#server.url;
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    this.#pool ??= new pg.Pool({ connectionString: this.url, max: 2 }).on("error", () => {});
    return (await this.#pool.query<Row>(text, values)).rows;
  }

  async kill(): Promise<void> {
    const { pid } = readPostmasterFile(`${this.#directory}/cluster`)!;
    Deno.kill(pid, "SIGKILL");
    await this.#closePool();
    this.#server.release();
  }

  /** After a kill: on the port that it had. */
  async restart(): Promise<void> {
    this.#server = await startIn(this.#directory);
  }

  async stop(): Promise<void> {
    await this.#closePool();
    await this.#server.stop();
  }

  async #closePool(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.end().catch(() => {});
  }
}

function startIn(dataDirectory: string): Promise<EmbeddedPostgres> {
  // What a crash of the machine takes is not what these scenarios are about; a commit is with the operating system.
  return startEmbeddedPostgres({ dataDirectory, settings: { fsync: "off", max_connections: "200" } });
}
