import { type Clock, systemClock } from "../../shared/time/clock.ts";
import { MigrationTurn } from "./migration_turn.ts";
import { readMigrations } from "./read_migrations.ts";
import { openSchemaEngine } from "./schema_engine.ts";

export interface ApplyMigrationsOptions {
  /** Default: the machine's. */
  clock?: Clock;
  /**
   * How long a statement waits for a lock while everyone else waits behind it, milliseconds. Default 500: less than the
   * second after which Postgres looks for deadlocks, so that of the two it is the migration that gives way.
   */
  lockTimeoutMs?: number;
  /** How long locks are tried for, and how long another process is waited for, milliseconds. Default 600,000. */
  giveUpMs?: number;
  /** Told whenever a migration gives way to whoever holds a lock. */
  onBlocked?: () => void;
}

/**
 * Applies every migration that the database lacks, in order, and returns the names of those applied.
 *
 * Any number of processes may call it at once: they take turns. Each migration is one transaction, its mark that it is
 * done included: what a killed process left is found not begun or done. A migration that waits for a lock gives way after
 * `lockTimeoutMs`, so that nobody queues behind it for longer, and is tried again until `giveUpMs` is over.
 *
 * The URL must keep its sessions: no pooler in transaction mode. Throws `SchemaEngineError`.
 */
export async function applyMigrations(
  databaseUrl: string,
  migrationsDirectory: string,
  options: ApplyMigrationsOptions = {},
): Promise<string[]> {
  const { clock = systemClock, lockTimeoutMs = 500, giveUpMs = 600_000, onBlocked = () => {} } = options;
  const migrationsList = readMigrations(migrationsDirectory);
  await using turn = await MigrationTurn.take(databaseUrl, { waitMsMax: giveUpMs });
  const before = new Set(await turn.applied());
  if (migrationsList.migrationDirectories.every(({ path }) => before.has(path))) return [];
  const startedMs = clock.monotonic();
  for (let pauseMs = PAUSE_MS;; pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX)) {
    await turn.forgetUnfinished();
    try {
      await applyAll(migrationsList, { databaseUrl, lockTimeoutMs });
      return (await turn.applied()).filter((name) => !before.has(name));
    } catch (error) {
      if (!isBlocked(error) || clock.monotonic() - startedMs >= giveUpMs) throw error;
      onBlocked();
      await clock.delay(pauseMs);
    }
  }
}

/** How long those who had queued up behind a migration get before it tries again; it doubles. */
const PAUSE_MS = 250;
const PAUSE_MS_MAX = 5_000;

async function applyAll(
  migrationsList: ReturnType<typeof readMigrations>,
  { databaseUrl, lockTimeoutMs }: { databaseUrl: string; lockTimeoutMs: number },
): Promise<void> {
  const engine = await openSchemaEngine({ databaseUrl, atomicScripts: { lockTimeoutMs } });
  try {
    await engine.call("applyMigrations", { migrationsList, filters: { externalTables: [], externalEnums: [] } });
  } finally {
    await engine.close();
  }
}

/** A lock that was not free in time, or a deadlock, which the engine has other words for. */
function isBlocked(error: unknown): boolean {
  return error instanceof Error && /lock timeout|Transaction write conflict/.test(error.message);
}
