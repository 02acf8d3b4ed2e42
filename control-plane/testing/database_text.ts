import type { Database } from "../database.ts";

/**
 * Everything that the database's own tables hold, as text, bytes in hexadecimal: for finding what must not be there. Leaves out
 * the tables that `without` names; default none.
 */
export async function databaseText(db: Database, without: readonly string[] = []): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables
    WHERE schemaname = 'public' AND NOT tablename = ANY (${without}::text[])`;
  const parts = await Promise.all(
    tables.map(({ name }) => db.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`)),
  );
  return parts.flat().map(({ row }) => row).join("\n");
}
