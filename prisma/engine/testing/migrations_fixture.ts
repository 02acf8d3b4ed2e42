import pg from "pg";
import { withDatabase } from "../../../testing/services.ts";

/** A database without our own tables. */
export async function emptyDatabase(): Promise<{ url: string } & AsyncDisposable> {
  const database = await withDatabase();
  await query(database.url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  return database;
}

/** A directory of migrations, by name and SQL. */
export async function directoryOf(migrations: Record<string, string>): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  await Deno.writeTextFile(`${path}/migration_lock.toml`, 'provider = "postgresql"\n');
  for (const [name, sql] of Object.entries(migrations)) {
    await Deno.mkdir(`${path}/${name}`);
    await Deno.writeTextFile(`${path}/${name}/migration.sql`, sql);
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** A connection that ends with its block. */
export async function connected(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

export async function query(url: string, sql: string): Promise<pg.QueryResult> {
  await using client = await connected(url);
  return await client.query(sql);
}
