import assert from "node:assert/strict";
import pg from "pg";
import { withDatabase } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { prismaCli } from "../../tools/prisma_cli.ts";

test("prisma migrate diff finds no drift, with partitions in place", async () => {
  await using database = await withDatabase();
  await execute(database.url, "SELECT ensure_request_log_partition(current_date)");
  const args = ["migrate", "diff", "--from-config-datasource", "--to-schema", "prisma/schema.prisma", "--exit-code"];
  const { code, output } = await prismaCli([...args, "--script"], { databaseUrl: database.url });
  // Exit code 2 would mean that there is a difference; the script would name it.
  assert.equal(code, 0, output);
});

test("prisma migrate diff finds the drift that there is", async () => {
  await using database = await withDatabase();
  await execute(database.url, 'ALTER TABLE "Tenant" DROP COLUMN "timeZone"');
  const args = ["migrate", "diff", "--from-config-datasource", "--to-schema", "prisma/schema.prisma", "--exit-code"];
  const { code, output } = await prismaCli([...args, "--script"], { databaseUrl: database.url });
  assert.equal(code, 2, output);
  assert.match(output, /ADD COLUMN\s+"timeZone"/);
});

test("prisma migrate status and dev have nothing to do, with partitions in place", async () => {
  await using database = await withDatabase();
  await execute(database.url, "SELECT ensure_request_log_partition(current_date)");
  const status = await prismaCli(["migrate", "status"], { databaseUrl: database.url });
  assert.equal(status.code, 0, status.output);
  assert.match(status.output, /Database schema is up to date/);
  const before = migrationNames();
  const dev = await prismaCli(["migrate", "dev", "--name", "must_not_appear"], { databaseUrl: database.url });
  assert.equal(dev.code, 0, dev.output);
  assert.deepEqual(migrationNames(), before, dev.output);
});

test("prisma migrate dev writes a migration for what changed", async () => {
  await using project = await temporaryProject();
  await using database = await withDatabase();
  const config = ["--config", `${project.path}/prisma.config.ts`];
  const reset = await prismaCli(["migrate", "reset", "--force", ...config], { databaseUrl: database.url });
  assert.equal(reset.code, 0, reset.output);
  const dev = await prismaCli(["migrate", "dev", "--name", "two", ...config], { databaseUrl: database.url });
  assert.equal(dev.code, 0, dev.output);
  const made = [...Deno.readDirSync(`${project.path}/migrations`)].find((entry) => entry.name.endsWith("_two"));
  assert.ok(made, dev.output);
  assert.match(await Deno.readTextFile(`${project.path}/migrations/${made.name}/migration.sql`), /ADD COLUMN\s+"two"/);
});

test("prisma migrate status says that the server cannot be reached", async () => {
  const databaseUrl = "postgresql://nobody:secret@127.0.0.1:1/nothing";
  const { code, output } = await prismaCli(["migrate", "status"], { databaseUrl });
  assert.equal(code, 1);
  assert.match(output, /127\.0\.0\.1:1/);
});

function migrationNames(): string[] {
  const directory = new URL("../migrations", import.meta.url);
  return [...Deno.readDirSync(directory)].map((entry) => entry.name).sort();
}

async function temporaryProject(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  const model = "model Thing {\n  id Int @id\n  two Int?\n}\n";
  await Deno.writeTextFile(`${path}/schema.prisma`, `datasource db {\n  provider = "postgresql"\n}\n\n${model}`);
  await Deno.mkdir(`${path}/migrations/0001_one`, { recursive: true });
  const sql = 'CREATE TABLE "Thing" ("id" INTEGER NOT NULL, CONSTRAINT "Thing_pkey" PRIMARY KEY ("id"));\n';
  await Deno.writeTextFile(`${path}/migrations/0001_one/migration.sql`, sql);
  await Deno.writeTextFile(`${path}/migrations/migration_lock.toml`, 'provider = "postgresql"\n');
  await Deno.writeTextFile(
    `${path}/prisma.config.ts`,
    `export default {
  schema: "${path}/schema.prisma",
  migrations: { path: "${path}/migrations" },
  datasource: { url: process.env.DATABASE_URL },
};\n`,
  );
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
