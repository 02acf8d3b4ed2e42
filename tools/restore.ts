import { parseArgs } from "node:util";
import { z } from "zod";
import { postgresUrl } from "../shared/environment/environment_fields.ts";
import { readEnvironment } from "../shared/environment/read_environment.ts";
import { openSecretFiles } from "../shared/environment/secret_files.ts";
import { systemClock } from "../shared/time/clock.ts";
import { restoreDatabase } from "./backup/restore_database.ts";

const HELP = `Fills an empty database from a directory that 'deno task backup' has written, all or nothing.

Usage: deno task restore <directory>

Environment:
  DATABASE_URL
      an empty Postgres, needed; DATABASE_URL_FILE names a file that says it
  DATABASE_DIRECT_URL
      the same without a pooler in transaction mode, where DATABASE_URL has one

Start the control plane afterwards with the backup's master keys (its file master_keys): it publishes everything anew.
Gateways begin with their snapshot directories removed. docs/backup.md says more.`;

const variables = z.object({ DATABASE_URL: postgresUrl(), DATABASE_DIRECT_URL: postgresUrl().optional() });

async function main(args: string[]): Promise<number> {
  const options = { help: { type: "boolean" } } as const;
  const { values, positionals: [directory, ...rest] } = parseArgs({ args, options, allowPositionals: true });
  if (values.help || directory === undefined || rest.length > 0) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const opened = openSecretFiles(Deno.env.toObject());
  const read = readEnvironment(variables, opened.environment);
  const problems = [...opened.problems, ...read.ok ? [] : read.problems];
  if (!read.ok || problems.length > 0) {
    for (const problem of problems) console.error(problem);
    return 1;
  }
  const { madeAt, tables } = await restoreDatabase({
    databaseUrl: read.value.DATABASE_DIRECT_URL ?? read.value.DATABASE_URL,
    directory,
    clock: systemClock,
  });
  console.log(`Restored ${tables.reduce((sum, table) => sum + table.rows, 0)} rows as they were at ${madeAt}.`);
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
