import { parseArgs } from "node:util";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import { applyMigrations } from "../prisma/engine/apply_migrations.ts";
import { prismaCli } from "./prisma_cli.ts";
import { repositoryPath } from "./repository.ts";

const HELP = `Brings the database up to date with prisma/migrations.

Usage: deno task db:migrate [--create NAME]
  --create NAME   for developers: write a new migration from the changes in prisma/schema.prisma, and apply it
  --help          show this

The database is that of DATABASE_DIRECT_URL, which is needed where DATABASE_URL is a pooler in transaction mode, or of
DATABASE_URL, or else the embedded one of PERPETUO_DATA_DIR (default: .perpetuo).`;

const NOT_A_URL = "DATABASE_URL must look like postgresql://user:password@host:5432/database.";

/** Applies or creates migrations as the command line says; returns the exit code. */
export async function migrate(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { create: { type: "string" }, help: { type: "boolean" } } });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const database = await openDatabase();
  try {
    return await (values.create === undefined ? apply(database.url) : create(database.url, values.create));
  } finally {
    await database.stop();
  }
}

async function apply(databaseUrl: string): Promise<number> {
  const applied = await applyMigrations(databaseUrl, repositoryPath("prisma/migrations"));
  if (applied.length === 0) console.log("The database is up to date.");
  for (const name of applied) console.log(`Applied ${name}`);
  return 0;
}

async function create(databaseUrl: string, name: string): Promise<number> {
  return (await prismaCli(["migrate", "dev", "--name", name], { databaseUrl, passOutput: true })).code;
}

async function openDatabase(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = Deno.env.get("DATABASE_DIRECT_URL") || Deno.env.get("DATABASE_URL");
  if (url) {
    if (!/^postgres(ql)?:\/\/./.test(url) || !URL.canParse(url)) throw new Error(NOT_A_URL);
    return { url, stop: () => Promise.resolve() };
  }
  const dataDirectory = join(Deno.env.get("PERPETUO_DATA_DIR") || repositoryPath(".perpetuo"), "postgres");
  return await startEmbeddedPostgres({ dataDirectory, onProgress: console.log });
}

if (import.meta.main) {
  try {
    Deno.exit(await migrate(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
