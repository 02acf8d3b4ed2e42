import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";

/**
 * Reads a migrations directory in the shape in which the schema engine wants it.
 * An unreadable `migration.sql` is part of the answer: the engine names it. Throws when the directory is missing.
 */
export function readMigrations(directory: string): MigrationList {
  const names = [...Deno.readDirSync(directory)].filter((entry) => entry.isDirectory).map((entry) => entry.name).sort();
  return {
    baseDir: directory,
    lockfile: { path: "migration_lock.toml", content: readOrNull(`${directory}/migration_lock.toml`) },
    shadowDbInitScript: "",
    migrationDirectories: names.map((path) => {
      const sql = readOrNull(`${directory}/${path}/migration.sql`);
      const content = sql === null
        ? { tag: "error" as const, value: "unreadable" }
        : { tag: "ok" as const, value: sql };
      return { path, migrationFile: { path: "migration.sql", content } };
    }),
  };
}

function readOrNull(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}
