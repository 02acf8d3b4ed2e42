import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import { dockerAnswers } from "./docker_engine.ts";
import { POSTGRES_TEST_SETTINGS } from "./postgres_test_settings.ts";
import { findOrInstallRedis } from "./redis_program.ts";

/** The servers of one test run, and what tells the tests about them. */
export interface TestServers {
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Makes Postgres and Redis available, each by the first way that works: TEST_DATABASE_URL and TEST_REDIS_URL, containers
 * where a Docker engine answers, programs of this machine, Debian's package of Redis where we are root.
 * Throws an error that names the ways when there is none.
 */
export async function startTestServers(onProgress: (line: string) => void): Promise<TestServers> {
  const started: TestServers[] = [];
  const stop = async () => {
    for (const servers of started.splice(0)) await servers.stop();
  };
  try {
    const docker = needsServers() && await dockerAnswers();
    for (const kind of [postgres, redis]) started.push(await kind(docker, onProgress));
    return { environment: Object.assign({}, ...started.map((servers) => servers.environment)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Way = (docker: boolean, onProgress: (line: string) => void) => Promise<TestServers>;

function needsServers(): boolean {
  return !Deno.env.get("TEST_DATABASE_URL") || !Deno.env.get("TEST_REDIS_URL");
}

const postgres: Way = async (docker, onProgress) => {
  const given = Deno.env.get("TEST_DATABASE_URL");
  if (given) return { environment: { TEST_DATABASE_URL: given }, stop: () => Promise.resolve() };
  const container = docker ? await postgresContainer().catch(fallThrough("Postgres", onProgress)) : null;
  return container ?? await localPostgres().catch((error: Error) => {
    throw new Error(
      `Tests need a Postgres: start a Docker engine, make the embedded one work (${error.message}), ` +
        "or set TEST_DATABASE_URL.",
      { cause: error },
    );
  });
};

const redis: Way = async (docker, onProgress) => {
  const given = Deno.env.get("TEST_REDIS_URL");
  if (given) return { environment: { TEST_REDIS_URL: given }, stop: () => Promise.resolve() };
  const container = docker ? await redisContainer().catch(fallThrough("Redis", onProgress)) : null;
  if (container !== null) return container;
  return { environment: { TEST_REDIS_SERVER: await findOrInstallRedis(onProgress) }, stop: () => Promise.resolve() };
};

function fallThrough(name: string, onProgress: (line: string) => void): (error: Error) => null {
  return (error) => {
    const [reason] = error.message.split("\n");
    onProgress(`No ${name} container (${reason}): looking for a program of this machine`);
    return null;
  };
}

async function localPostgres(): Promise<TestServers> {
  const directory = await Deno.makeTempDir({ prefix: "perpetuo-test-" });
  // Where root cannot run Postgres another account must get through.
  await Deno.chmod(directory, 0o711);
  const settings = POSTGRES_TEST_SETTINGS;
  const server = await startEmbeddedPostgres({ dataDirectory: `${directory}/postgres`, settings });
  return {
    environment: { TEST_DATABASE_URL: server.url },
    async stop() {
      await server.stop();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

async function postgresContainer(): Promise<TestServers> {
  const { GenericContainer, Wait } = await import("testcontainers");
  const container = await new GenericContainer("postgres:18-alpine")
    .withEnvironment({ POSTGRES_PASSWORD: "test" })
    .withCommand([
      "postgres",
      ...Object.entries(POSTGRES_TEST_SETTINGS).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
    ])
    .withExposedPorts(5432)
    // The image starts the server once to set it up, and then for good.
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .start();
  const url = `postgresql://postgres:test@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
  return { environment: { TEST_DATABASE_URL: url }, stop: async () => void await container.stop() };
}

async function redisContainer(): Promise<TestServers> {
  const { GenericContainer } = await import("testcontainers");
  const container = await new GenericContainer("redis:8-alpine").withExposedPorts(6379).start();
  const url = `redis://${container.getHost()}:${container.getMappedPort(6379)}`;
  return { environment: { TEST_REDIS_URL: url }, stop: async () => void await container.stop() };
}
