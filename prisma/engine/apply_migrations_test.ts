import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { applyMigrations } from "./apply_migrations.ts";
import { directoryOf, emptyDatabase, query } from "./testing/migrations_fixture.ts";

test("applyMigrations() applies what is missing, in order, and nothing twice", async () => {
  await using migrations = await directoryOf({
    "0001_table": "CREATE TABLE one (n int);",
    "0002_function": "CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 2; END; $$;",
  });
  await using database = await emptyDatabase();
  assert.deepEqual(await applyMigrations(database.url, migrations.path), ["0001_table", "0002_function"]);
  assert.deepEqual(await applyMigrations(database.url, migrations.path), []);
  assert.equal((await query(database.url, "SELECT two()")).rows[0].two, 2);
});

test("applyMigrations() applies once when two processes start at the same time", async () => {
  await using migrations = await directoryOf({ "0001_table": "CREATE TABLE one (n int); SELECT pg_sleep(0.1);" });
  await using database = await emptyDatabase();
  const applied = await Promise.all([1, 2].map(() => applyMigrations(database.url, migrations.path)));
  assert.deepEqual(applied.flat(), ["0001_table"]);
});

test("applyMigrations() names the migration that fails, and says why", async () => {
  await using migrations = await directoryOf({ "0001_broken": "CREATE TABLE one (n no_such_type);" });
  await using database = await emptyDatabase();
  await assert.rejects(applyMigrations(database.url, migrations.path), (error: Error) => {
    assert.match(error.message, /0001_broken/);
    assert.match(error.message, /no_such_type/);
    return error.name === "SchemaEngineError";
  });
});

test("applyMigrations() says that the server cannot be reached", async () => {
  await using migrations = await directoryOf({ "0001_table": "CREATE TABLE one (n int);" });
  const url = "postgresql://nobody:secret@127.0.0.1:1/nothing";
  await assert.rejects(applyMigrations(url, migrations.path), /Can't reach database server at `127\.0\.0\.1:1`/);
});
