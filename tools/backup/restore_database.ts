import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import pg from "pg";
import { applyMigrations } from "../../prisma/engine/apply_migrations.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { repositoryPath } from "../repository.ts";
import { BACKUP_FILES, type BackupManifest, backupManifestSchema } from "./backup_manifest.ts";
import { withLateForeignKeys } from "./late_foreign_keys.ts";

export interface RestoreOptions {
  /** A database without accounts: empty, or brought up to date and never used. */
  databaseUrl: string;
  directory: string;
  clock: Clock;
}

/** Why a backup cannot be restored; one sentence, for people. */
export class RestoreFault extends Error {
  override readonly name = "RestoreFault";
}

/**
 * Brings an empty database to the backup's migrations, fills it all or not at all, and applies newer migrations then. The
 * feed is given a new epoch: the control plane that starts next publishes everything anew. Throws `RestoreFault`.
 */
export async function restoreDatabase(options: RestoreOptions): Promise<BackupManifest> {
  const { databaseUrl, directory, clock } = options;
  const manifest = await readManifest(directory);
  const missing = manifest.migrations.filter((name) => !known().includes(name));
  if (missing.length > 0) throw new RestoreFault(`It is of a newer release: ${missing.join(", ")} is not known here.`);
  await migrateTo(databaseUrl, manifest.migrations);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await refuseAnotherLevel(client, manifest);
    await client.query("BEGIN");
    await client.query("SET LOCAL timezone = 'UTC'");
    await refuseUsed(client);
    for (const day of manifest.recordDays) await client.query("SELECT ensure_request_log_partition($1::date)", [day]);
    await withLateForeignKeys(client, () => fill(client, { manifest, directory }));
    await client.query(`SELECT setval(pg_get_serial_sequence('"FeedOutbox"', 'id'), max(id)) FROM "FeedOutbox"`);
    await client.query(`UPDATE "Installation" SET "feedEpoch" = $1`, [uuidv7(clock.now())]);
    await client.query("COMMIT");
  } finally {
    // Without a COMMIT nothing was done.
    await client.end();
  }
  await applyMigrations(databaseUrl, MIGRATIONS);
  return manifest;
}

const MIGRATIONS = repositoryPath("prisma/migrations");

function known(): string[] {
  return [...Deno.readDirSync(MIGRATIONS)].filter((entry) => entry.isDirectory).map((entry) => entry.name);
}

async function readManifest(directory: string): Promise<BackupManifest> {
  try {
    return backupManifestSchema.parse(JSON.parse(await Deno.readTextFile(join(directory, BACKUP_FILES.manifest))));
  } catch (cause) {
    throw new RestoreFault(`${directory} has no ${BACKUP_FILES.manifest} of a backup.`, { cause });
  }
}

/** Rows of an older release belong into its tables: what changes these later changes the rows with them. */
async function migrateTo(databaseUrl: string, names: string[]): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.copyFile(join(MIGRATIONS, "migration_lock.toml"), join(directory, "migration_lock.toml"));
    for (const name of names) {
      await Deno.mkdir(join(directory, name));
      await Deno.copyFile(join(MIGRATIONS, name, "migration.sql"), join(directory, name, "migration.sql"));
    }
    await applyMigrations(databaseUrl, directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function refuseAnotherLevel(client: pg.Client, { migrations }: BackupManifest): Promise<void> {
  const { rows } = await client.query(`SELECT migration_name AS name FROM "_prisma_migrations"
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`);
  if (rows.map((row) => row.name).join() === migrations.join()) return;
  throw new RestoreFault("The database was brought up to another release than the backup's. Give an empty one.");
}

async function refuseUsed(client: pg.Client): Promise<void> {
  const { rows: [used] } = await client.query(
    `SELECT EXISTS (SELECT FROM "User") OR EXISTS (SELECT FROM "Installation") AS used`,
  );
  if (used.used) throw new RestoreFault("The database is in use. Give an empty one: nothing is written over.");
}

async function fill(
  client: pg.Client,
  { manifest, directory }: { manifest: BackupManifest; directory: string },
): Promise<void> {
  const hash = createHash("sha256");
  const file = createReadStream(join(directory, BACKUP_FILES.rows)).pipe(createGunzip());
  const lines = createInterface({ input: file, crlfDelay: Infinity })[Symbol.asyncIterator]();
  for (const { name, rows } of manifest.tables) {
    const table = pg.escapeIdentifier(name);
    // What migrations put there is in the backup as well.
    if (rows > 0) await client.query(`DELETE FROM ${table}`);
    for (let done = 0; done < rows;) {
      const batch: string[] = [];
      for (let bytes = 0; done < rows && batch.length < BATCH_ROWS && bytes < BATCH_BYTES; done++) {
        const { value } = await lines.next();
        if (value === undefined) throw new RestoreFault("The backup ends too early: it is damaged.");
        bytes += value.length;
        batch.push(value);
        hash.update(`${value}\n`);
      }
      const insert = `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`;
      await client.query(insert, [`[${batch.join(",")}]`]);
    }
  }
  if (hash.digest("hex") !== manifest.sha256) throw new RestoreFault("The backup's rows are not those it was made of.");
}

const BATCH_ROWS = 500;
const BATCH_BYTES = 4_000_000;
