import { parseArgs } from "node:util";
import { z } from "zod";
import { postgresUrl } from "../shared/environment/environment_fields.ts";
import { readEnvironment } from "../shared/environment/read_environment.ts";
import { openSecretFiles } from "../shared/environment/secret_files.ts";
import { systemClock } from "../shared/time/clock.ts";
import { backupDatabase } from "./backup/backup_database.ts";

const HELP = `Writes a backup of the database and the master keys into a new directory, while everything runs.

Usage: deno task backup <directory> [--without-keys]
  --without-keys   leave the master keys out: keep them elsewhere, since nothing opens without them

Environment:
  DATABASE_URL
      the control plane's Postgres, needed
  DATABASE_DIRECT_URL
      the same without a pooler, whose connection a backup would keep for long; default DATABASE_URL
  PERPETUO_MASTER_KEYS
      needed, unless --without-keys

Each of them is taken from a file where DATABASE_URL_FILE or PERPETUO_MASTER_KEYS_FILE names one.
Whoever has the directory has everything: keep it as you keep the master keys. docs/backup.md says more.`;

const variables = z.object({
  DATABASE_URL: postgresUrl(),
  DATABASE_DIRECT_URL: postgresUrl().optional(),
  PERPETUO_MASTER_KEYS: z.string().optional(),
});

async function main(args: string[]): Promise<number> {
  const { values, positionals: [directory, ...rest] } = parseArgs({
    args,
    options: { help: { type: "boolean" }, "without-keys": { type: "boolean" } },
    allowPositionals: true,
  });
  if (values.help || directory === undefined || rest.length > 0) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const opened = openSecretFiles(Deno.env.toObject());
  const read = readEnvironment(variables, opened.environment);
  const problems = [...opened.problems, ...read.ok ? [] : read.problems];
  const masterKeys = values["without-keys"] || !read.ok ? null : read.value.PERPETUO_MASTER_KEYS ?? null;
  if (read.ok && masterKeys === null && !values["without-keys"]) problems.push("PERPETUO_MASTER_KEYS is not set.");
  if (!read.ok || problems.length > 0) {
    for (const problem of problems) console.error(problem);
    return 1;
  }
  const { tables } = await backupDatabase({
    databaseUrl: read.value.DATABASE_DIRECT_URL ?? read.value.DATABASE_URL,
    directory,
    masterKeys,
    clock: systemClock,
  });
  console.log(`${directory}: ${tables.reduce((sum, table) => sum + table.rows, 0)} rows of ${tables.length} tables.`);
  return 0;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
