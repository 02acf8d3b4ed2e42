import pg from "pg";
import { applyMigrations } from "../prisma/engine/apply_migrations.ts";
import { readMigrations } from "../prisma/engine/read_migrations.ts";
import { repositoryPath } from "../tools/repository.ts";

/** A database of one test; disposing of it drops it, whoever is still connected. */
export interface TestDatabase extends AsyncDisposable {
  url: string;
  drop(): Promise<void>;
}

/** Copies the migrated template of the server at `serverUrl`, which it makes at first and whenever migrations change. */
export async function cloneTemplateDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `perpetuo_test_${Math.floor(Date.now() / 1000)}_${crypto.randomUUID().slice(0, 8)}`;
  await onServer(serverUrl, async (client) => {
    const template = await ensureTemplate(client, serverUrl);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const drop = async () => {
    await onServer(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  };
  return { url: databaseUrl(serverUrl, name), drop, [Symbol.asyncDispose]: drop };
}

const MIGRATIONS = repositoryPath("prisma/migrations");
const TEMPLATE_LOCK = 7_310_541;
const STALE_AFTER_SECONDS = 2 * 60 * 60;

async function ensureTemplate(client: pg.Client, serverUrl: string): Promise<string> {
  const name = `perpetuo_template_${await migrationsDigest()}`;
  if (await isTemplate(client, name)) return name;
  await client.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
  try {
    if (await isTemplate(client, name)) return name;
    await dropLeftOvers(client);
    // One that is not marked as a template was left half made.
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}`);
    await applyMigrations(databaseUrl(serverUrl, name), MIGRATIONS);
    // A database with a connection to it cannot be copied: nobody may connect from here on.
    await client.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true`);
    return name;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [TEMPLATE_LOCK]);
  }
}

async function isTemplate(client: pg.Client, name: string): Promise<boolean> {
  return (await client.query("SELECT FROM pg_database WHERE datname = $1 AND datistemplate", [name])).rowCount === 1;
}

/** Databases of test runs that were killed, and templates of earlier migrations. */
async function dropLeftOvers(client: pg.Client): Promise<void> {
  const stale = Math.floor(Date.now() / 1000) - STALE_AFTER_SECONDS;
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname LIKE 'perpetuo\\_template\\_%'
       OR (datname ~ '^perpetuo_test_\\d+_' AND split_part(datname, '_', 3)::bigint < $1)`,
    [stale],
  );
  for (const { datname } of rows) {
    await client.query(`ALTER DATABASE ${datname} WITH IS_TEMPLATE false`);
    await client.query(`DROP DATABASE ${datname} WITH (FORCE)`);
  }
}

async function migrationsDigest(): Promise<string> {
  const text = JSON.stringify(readMigrations(MIGRATIONS).migrationDirectories);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex().slice(0, 16);
}

async function onServer<T>(serverUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl(serverUrl, "postgres") });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
