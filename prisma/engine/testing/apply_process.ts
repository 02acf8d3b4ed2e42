import { applyMigrations } from "../apply_migrations.ts";

/** Applies migrations in a process of its own, which a test may kill. */
if (import.meta.main) {
  const [url, directory] = Deno.args as [string, string];
  console.log(JSON.stringify(await applyMigrations(url, directory)));
  Deno.exit();
}
