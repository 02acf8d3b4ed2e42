import assert from "node:assert/strict";
import { Redis } from "ioredis";
import pg from "pg";
import { startRedis } from "./services.ts";
import { withDatabase } from "./services.ts";
import { redisNamespace } from "./redis_namespace.ts";
import { test } from "./test.ts";

test("withDatabase() gives a migrated database that no other call sees", async () => {
  await using one = await withDatabase();
  await using other = await withDatabase();
  await query(one.url, `INSERT INTO "Verification" VALUES (gen_random_uuid(), 'a', 'b', now(), now(), now())`);
  assert.equal((await query(one.url, `SELECT * FROM "Verification"`)).rowCount, 1);
  assert.equal((await query(other.url, `SELECT * FROM "Verification"`)).rowCount, 0);
});

test("withDatabase() drops the database when it is disposed, connections or not", async () => {
  const database = await withDatabase();
  const left = new pg.Client({ connectionString: database.url });
  const closed = new Promise((resolve) => left.once("end", resolve));
  left.on("error", () => {}); // The server hangs up on it.
  await left.connect();
  await database.drop();
  await closed;
  await assert.rejects(query(database.url, "SELECT 1"), { code: "3D000" });
});

test("withDatabase() copies its template in well under a second", async () => {
  await using _warm = await withDatabase();
  const startedAt = performance.now();
  await using _database = await withDatabase();
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs < 1_000, `${tookMs} ms`);
});

test("startRedis() restarts a private server empty, on the same address", async () => {
  await using redis = await startRedis({ private: true });
  assert.equal(redis.keyPrefix, "");
  await withClient(redis.url, (client) => client.set("key", "value"));
  await redis.kill();
  await redis.restart();
  assert.equal(await withClient(redis.url, (client) => client.get("key")), null);
});

test("startRedis() serves Redis 7 or newer", async () => {
  await using redis = await startRedis({ private: true });
  const info = await withClient(redis.url, (client) => client.info("server"));
  assert.ok(Number(/redis_version:(\d+)/.exec(info)?.[1]) >= 7, info);
});

test("redisNamespace() clears its own keys and no others", async () => {
  await using redis = await startRedis({ private: true });
  const [one, other] = [redisNamespace(redis.url), redisNamespace(redis.url)];
  await withClient(redis.url, async (client) => {
    await client.set(`${one.keyPrefix}key`, "value");
    await client.set(`${other.keyPrefix}key`, "value");
    await one.clear();
    assert.deepEqual(await client.keys("*"), [`${other.keyPrefix}key`]);
  });
});

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

async function withClient<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  try {
    return await work(client);
  } finally {
    await client.quit();
  }
}
