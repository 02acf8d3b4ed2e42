import pg from "pg";
import type { DatabaseCommand } from "./engine_arguments.ts";

/** The outcome of a database command; `code` is the one that Prisma's CLI explains to its user. */
export type DatabaseCommandResult = { ok: true } | { ok: false; code: "P1000" | "P1001" | "P1003"; message: string };

/** Does what the native engine's `cli` subcommands do: try, create or drop the database of a URL. */
export async function databaseCommand(command: DatabaseCommand, databaseUrl: string): Promise<DatabaseCommandResult> {
  const url = new URL(databaseUrl);
  const name = pg.escapeIdentifier(decodeURIComponent(url.pathname.slice(1)));
  try {
    switch (command) {
      case "can-connect-to-database":
        await execute(url, "SELECT 1");
        break;
      case "create-database":
        await execute(administrationUrl(url), `CREATE DATABASE ${name}`);
        break;
      case "drop-database":
        await execute(administrationUrl(url), `DROP DATABASE ${name} WITH (FORCE)`);
        break;
    }
    return { ok: true };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { ok: false, code: prismaCode(code), message };
  }
}

/** No database can be created or dropped from within itself. */
function administrationUrl(url: URL): URL {
  const administration = new URL(url);
  administration.pathname = "/postgres";
  return administration;
}

async function execute(url: URL, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function prismaCode(sqlState: string | undefined): "P1000" | "P1001" | "P1003" {
  if (sqlState === "3D000") return "P1003"; // no such database: the CLI offers to create it
  if (sqlState === "28P01" || sqlState === "28000") return "P1000";
  return "P1001";
}
