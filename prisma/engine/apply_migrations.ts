import { readMigrations } from "./read_migrations.ts";
import { openSchemaEngine } from "./schema_engine.ts";

/**
 * Applies every migration that the database lacks, in order, and returns the names of those applied.
 * Safe to call from several processes at once: the engine holds an advisory lock. Throws `SchemaEngineError`.
 */
export async function applyMigrations(databaseUrl: string, migrationsDirectory: string): Promise<string[]> {
  const migrationsList = readMigrations(migrationsDirectory);
  const engine = await openSchemaEngine({ databaseUrl });
  try {
    const filters = { externalTables: [], externalEnums: [] };
    const { appliedMigrationNames } = await engine.call("applyMigrations", { migrationsList, filters });
    return appliedMigrationNames;
  } finally {
    await engine.close();
  }
}
