import { readMigrations } from "./read_migrations.ts";
import { describeEngineError, openSchemaEngine } from "./schema_engine.ts";

/**
 * Applies every migration that the database lacks, in order, and returns the names of those applied.
 * Safe to call from several processes at once: the engine holds an advisory lock. Throws `MigrationError`.
 */
export async function applyMigrations(databaseUrl: string, migrationsDirectory: string): Promise<string[]> {
  const migrationsList = readMigrations(migrationsDirectory);
  const { engine, close } = await openSchemaEngine({ databaseUrl });
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList,
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } catch (error) {
    const { message, code } = describeEngineError(error);
    throw new MigrationError(`Migrations could not be applied: ${message.trim()}`, code, { cause: error });
  } finally {
    await close();
  }
}

/** A migration failed, or the database could not be reached; `code` is Prisma's own, such as `P3018`. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";

  constructor(message: string, readonly code: string | null, options?: ErrorOptions) {
    super(message, options);
  }
}
