import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { applyMigrations } from "./apply_migrations.ts";
import { connected, directoryOf, emptyDatabase, query } from "./testing/migrations_fixture.ts";

const APPLY = fileURLToPath(new URL("./testing/apply_process.ts", import.meta.url));
const BEGUN = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SET LOCAL lock_timeout%'
  AND wait_event = 'PgSleep'`;

function applyProcess(url: string, directory: string): Deno.ChildProcess {
  const args = ["run", "-A", "--no-check", APPLY, url, directory];
  return new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "piped", stderr: "null" }).spawn();
}

test("applyMigrations() goes on after a process was killed in the middle of a migration", async () => {
  // The first to come here sleeps for longer than any test.
  const sleep = `SELECT pg_sleep(CASE WHEN count(*) < 3 THEN 60 ELSE 0 END) FROM "_prisma_migrations";`;
  await using migrations = await directoryOf({
    "0001_one": "CREATE TABLE one (n int);",
    "0002_two": `CREATE TABLE two (n int); INSERT INTO two VALUES (1); ${sleep} CREATE TABLE three (n int); -- the end`,
    "0003_four": "CREATE TABLE four (n int);",
  });
  await using database = await emptyDatabase();
  await using client = await connected(database.url);
  const process = applyProcess(database.url, migrations.path);
  await eventually(async () => (await client.query(BEGUN)).rowCount === 1, { timeoutMs: 20_000 });
  process.kill("SIGKILL");
  await Promise.all([process.status, process.stdout.cancel()]);
  assert.deepEqual(await applyMigrations(database.url, migrations.path), ["0002_two", "0003_four"]);
  assert.equal((await client.query("SELECT FROM one, two, three, four UNION ALL SELECT FROM two")).rowCount, 1);
  assert.deepEqual(await applyMigrations(database.url, migrations.path), []);
});

test("applyMigrations() takes a migration as done from its own commit on, and tries a failed one again", async () => {
  const broken = "CREATE TABLE two (n int); SELECT 1 / (SELECT count(*) FROM one);";
  await using migrations = await directoryOf({ "0001_one": "CREATE TABLE one (n int);", "0002_two": broken });
  await using database = await emptyDatabase();
  await assert.rejects(applyMigrations(database.url, migrations.path), /0002_two/);
  await query(database.url, "INSERT INTO one VALUES (1)");
  assert.deepEqual(await applyMigrations(database.url, migrations.path), ["0002_two"]);
  const { rows } = await query(
    database.url,
    `SELECT migration_name AS name, finished_at IS NOT NULL AS done FROM "_prisma_migrations" ORDER BY started_at`,
  );
  assert.deepEqual(rows.map(({ name, done }) => `${name} ${done}`), [
    "0001_one true",
    "0002_two false",
    "0002_two true",
  ]);
});

test("applyMigrations() gives way to a long transaction, and keeps no other waiting for long", async () => {
  await using migrations = await directoryOf({ "0001_one": "CREATE TABLE one (n int);" });
  await using database = await emptyDatabase();
  await applyMigrations(database.url, migrations.path);
  await Deno.mkdir(`${migrations.path}/0002_column`);
  const sql = "CREATE TABLE two (n int); ALTER TABLE one ADD COLUMN m int;";
  await Deno.writeTextFile(`${migrations.path}/0002_column/migration.sql`, sql);
  await using long = await connected(database.url);
  await using other = await connected(database.url);
  await long.query("BEGIN");
  await long.query("SELECT * FROM one");
  let blocked = 0;
  const options = { lockTimeoutMs: 100, onBlocked: () => void blocked++ };
  const applying = applyMigrations(database.url, migrations.path, options);
  await eventually(() => blocked > 0);
  // Who writes meanwhile gets through, though Postgres queues behind whoever waits for the whole table.
  for (let row = 0; row < 20; row++) await other.query("INSERT INTO one (n) VALUES (1)");
  assert.equal((await other.query("SELECT to_regclass('two') AS two")).rows[0].two, null, "nothing is done by half");
  await long.query("COMMIT");
  assert.deepEqual(await applying, ["0002_column"]);
  assert.equal((await other.query("SELECT m FROM one")).rowCount, 20);
});

test("applyMigrations() gives up after a while, and says what it waited for", async () => {
  await using migrations = await directoryOf({ "0001_one": "CREATE TABLE one (n int);" });
  await using database = await emptyDatabase();
  await using holder = await connected(database.url);
  await holder.query("SELECT pg_advisory_lock(hashtext('perpetuo_migrations'))");
  const options = { giveUpMs: 50 };
  await assert.rejects(applyMigrations(database.url, migrations.path, options), /Another process .* for too long/);
  await holder.query("SELECT pg_advisory_unlock_all()");
  assert.deepEqual(await applyMigrations(database.url, migrations.path), ["0001_one"]);
});

test("applyMigrations() gives way in a deadlock", async () => {
  const sql = "ALTER TABLE one ADD COLUMN m int; ALTER TABLE two ADD COLUMN m int;";
  await using before = await directoryOf({ "0001_tables": "CREATE TABLE one (n int); CREATE TABLE two (n int);" });
  await using migrations = await directoryOf({ "0001_tables": "-- done", "0002_columns": sql });
  await using database = await emptyDatabase();
  await applyMigrations(database.url, before.path);
  await using other = await connected(database.url);
  await other.query("BEGIN");
  await other.query("INSERT INTO two VALUES (1)");
  const applying = applyMigrations(database.url, migrations.path);
  await eventually(async () => {
    const { rows } = await other.query(
      "SELECT FROM pg_locks WHERE relation = 'one'::regclass AND mode LIKE 'Access%' AND granted",
    );
    return rows.length > 0;
  });
  await other.query("INSERT INTO one VALUES (1)");
  await other.query("COMMIT");
  assert.deepEqual(await applying, ["0002_columns"]);
});
