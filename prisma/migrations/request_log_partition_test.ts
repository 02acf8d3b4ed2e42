import assert from "node:assert/strict";
import pg from "pg";
import { withDatabase } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";

test("ensure_request_log_partition() makes one partition a day, of whole UTC days", async () => {
  await using database = await withDatabase();
  await using client = await connect(database.url);
  // A session elsewhere must cut the days in the same places.
  await client.query("SET timezone = 'Pacific/Auckland'; SET datestyle = 'German'");
  for (const day of ["2026-02-28", "2026-03-01", "2026-03-01"]) await ensure(client, day);
  await client.query("SET timezone = 'UTC'; SET datestyle = 'ISO'");
  assert.deepEqual(await partitions(client), [
    { name: "request_log_2026_02_28", bounds: "FROM ('2026-02-28 00:00:00+00') TO ('2026-03-01 00:00:00+00')" },
    { name: "request_log_2026_03_01", bounds: "FROM ('2026-03-01 00:00:00+00') TO ('2026-03-02 00:00:00+00')" },
  ]);
});

test("ensure_request_log_partition() gives every partition the indexes of the table", async () => {
  await using database = await withDatabase();
  await using client = await connect(database.url);
  await ensure(client, "2026-11-23");
  const { rows } = await client.query(
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'request_log_partitions' ORDER BY indexdef",
  );
  const definitions = rows.map((row) => row.indexdef as string);
  assert.equal(definitions.length, 7);
  assert.ok(definitions.some((definition) => /UNIQUE.*\(ts, id\)$/.test(definition)));
  assert.ok(definitions.some((definition) => /\("projectId", ts\)$/.test(definition)));
  assert.ok(definitions.some((definition) => /\("tenantId", ts\)$/.test(definition)));
  assert.ok(definitions.some((definition) => /\("endUser", ts\) WHERE/.test(definition)));
  assert.ok(definitions.some((definition) => /\("traceId"\) WHERE/.test(definition)));
  assert.ok(definitions.some((definition) => /\("replayOf"\) WHERE/.test(definition)));
  assert.ok(definitions.some((definition) => /\("projectId", ts\) WHERE .*failed.*interrupted/.test(definition)));
});

test("ensure_request_log_partition() raises nothing when many sessions ask for the same day at once", async () => {
  await using database = await withDatabase();
  const clients = await Promise.all(Array.from({ length: 8 }, () => connect(database.url)));
  try {
    await Promise.all(clients.map((client) => ensure(client, "2026-11-23")));
    assert.equal((await partitions(clients[0]!)).length, 1);
  } finally {
    for (const client of clients) await client.end();
  }
});

test("ensure_request_log_partition() raises nothing in a transaction that began before the partition", async () => {
  await using database = await withDatabase();
  await using early = await connect(database.url);
  await using other = await connect(database.url);
  await early.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
  await early.query("SELECT 1");
  await ensure(other, "2026-11-23");
  await ensure(early, "2026-11-23");
  await early.query("COMMIT");
});

test("ensure_request_log_partition() waits for no writer of another day", async () => {
  await using database = await withDatabase();
  await using writer = await connect(database.url);
  await using other = await connect(database.url);
  await ensure(writer, "2026-11-23");
  await writer.query("BEGIN");
  await writer.query('LOCK TABLE "RequestLog" IN ROW EXCLUSIVE MODE'); // What an INSERT holds until its commit.
  await other.query("SET lock_timeout = '2s'");
  await ensure(other, "2026-11-24");
  await writer.query("ROLLBACK");
  assert.equal((await partitions(other)).length, 2);
});

async function connect(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

async function ensure(client: pg.Client, day: string): Promise<void> {
  await client.query("SELECT ensure_request_log_partition($1::date)", [day]);
}

async function partitions(client: pg.Client): Promise<{ name: string; bounds: string }[]> {
  const { rows } = await client.query(
    `SELECT relname AS name, replace(pg_get_expr(relpartbound, oid), 'FOR VALUES ', '') AS bounds
       FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY relname`,
  );
  return rows;
}
