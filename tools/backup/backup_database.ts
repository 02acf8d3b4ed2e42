import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import type { Clock } from "../../shared/time/clock.ts";
import { BACKUP_FILES, type BackupManifest, RECORD_TABLE } from "./backup_manifest.ts";

export interface BackupOptions {
  databaseUrl: string;
  /** Made, with mode 0700; it must not be there yet. */
  directory: string;
  /** `PERPETUO_MASTER_KEYS` as it is set; null: not kept in the backup, which opens nothing without it. */
  masterKeys: string | null;
  clock: Clock;
}

/**
 * Writes every row of the database as it stands at one moment, while it is used, with the master keys beside: nothing of
 * Postgres's own programs is needed. Throws when the database cannot be read or the directory is there.
 */
export async function backupDatabase(options: BackupOptions): Promise<BackupManifest> {
  await Deno.mkdir(options.directory, { mode: 0o700 });
  const client = new pg.Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Times and numbers as text that means the same wherever it is read. Within the transaction, for the sake of poolers.
    await client.query("SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 1");
    const manifest = await writeRows(client, options);
    await client.query("COMMIT");
    const write = (name: string, text: string) =>
      Deno.writeTextFile(join(options.directory, name), text, { mode: 0o600, createNew: true });
    if (options.masterKeys !== null) await write(BACKUP_FILES.masterKeys, `${options.masterKeys}\n`);
    // Last: a directory without it is no backup.
    await write(BACKUP_FILES.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  } finally {
    await client.end();
  }
}

async function writeRows(client: pg.Client, { directory, clock }: BackupOptions): Promise<BackupManifest> {
  const hash = createHash("sha256");
  const tables: BackupManifest["tables"] = [];
  const lines = async function* () {
    for (const name of await column(client, TABLES)) {
      const table = { name, rows: 0 };
      tables.push(table);
      for await (const rows of pagesOf(client, name)) {
        table.rows += rows.length;
        const text = rows.map((row) => `${row}\n`).join("");
        hash.update(text);
        yield text;
      }
    }
  };
  const file = createWriteStream(join(directory, BACKUP_FILES.rows), { mode: 0o600, flags: "wx" });
  await pipeline(Readable.from(lines()), createGzip(), file);
  return {
    schema: 1,
    madeAt: new Date(clock.now()).toISOString(),
    migrations: await column(client, MIGRATIONS),
    tables,
    recordDays: await column(client, RECORD_DAYS),
    sha256: hash.digest("hex"),
  };
}

async function* pagesOf(client: pg.Client, table: string): AsyncGenerator<string[]> {
  await client.query(
    `DECLARE rows NO SCROLL CURSOR FOR SELECT row_to_json(t)::text FROM ${pg.escapeIdentifier(table)} t`,
  );
  while (true) {
    const rows = await column(client, `FETCH ${PAGE_ROWS} FROM rows`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query("CLOSE rows");
}

const PAGE_ROWS = 500;

async function column(client: pg.Client, query: string): Promise<string[]> {
  const { rows } = await client.query<[string]>({ text: query, rowMode: "array" });
  return rows.map(([value]) => value);
}

const TABLES = `SELECT tablename::text FROM pg_tables
  WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY tablename`;
const MIGRATIONS = `SELECT migration_name FROM "_prisma_migrations"
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`;
const RECORD_DAYS = `SELECT DISTINCT (ts AT TIME ZONE 'UTC')::date::text AS day FROM ${RECORD_TABLE} ORDER BY day`;
