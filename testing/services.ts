import { startRedisProcess } from "./redis_process.ts";
import { findOrInstallRedis } from "./redis_program.ts";
import { type RedisNamespace, redisNamespace } from "./redis_namespace.ts";
import { sharedPostgresUrl } from "./shared_postgres.ts";
import { cloneTemplateDatabase, type TestDatabase } from "./template_database.ts";

/**
 * Makes a fresh, migrated database and drops it when it is disposed: `await using database = await withDatabase()`.
 * On the server of TEST_DATABASE_URL, or else on an embedded Postgres that the test processes of this checkout share.
 */
export async function withDatabase(): Promise<TestDatabase> {
  return await cloneTemplateDatabase(Deno.env.get("TEST_DATABASE_URL") ?? await sharedPostgresUrl());
}

export interface TestRedisOptions {
  /** For tests that kill, restart or flush the server. Default false. */
  private?: boolean;
}

/** A Redis for one test: a server of its own, or a namespace on a shared one. */
export interface TestRedis extends AsyncDisposable {
  url: string;
  /** Goes before every key (ioredis' `keyPrefix`) and channel; empty on a server of the test's own. */
  keyPrefix: string;
  /** Shuts the server down, or deletes the namespace's keys. */
  stop(): Promise<void>;
  /** Kills the server as `kill -9` does. Throws on a namespace. */
  kill(): Promise<void>;
  /** Starts the server again on the same port, empty, after killing it when it runs. Throws on a namespace. */
  restart(): Promise<void>;
}

/**
 * Starts an empty Redis for one test: `await using redis = await startRedis()`.
 * A private server from a local program (installed where that can be done), or, when TEST_REDIS_URL is given and
 * `private` was not asked for, a namespace on that server.
 */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const url = Deno.env.get("TEST_REDIS_URL");
  if (url !== undefined && !options.private) return sharedRedis(redisNamespace(url));
  const server = await startRedisProcess(await findOrInstallRedis());
  return { ...server, keyPrefix: "", [Symbol.asyncDispose]: () => server.stop() };
}

function sharedRedis(namespace: RedisNamespace): TestRedis {
  const refuse = () =>
    Promise.reject(new Error("A shared Redis is not the test's to kill: ask for { private: true }."));
  return {
    url: namespace.url,
    keyPrefix: namespace.keyPrefix,
    stop: namespace.clear,
    kill: refuse,
    restart: refuse,
    [Symbol.asyncDispose]: namespace.clear,
  };
}
