import type { Database } from "../database.ts";

/** Everything that the database's own tables hold, as text, bytes in hexadecimal: for finding what must not be there. */
export async function databaseText(db: Database): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`;
  const parts = await Promise.all(
    tables.map(({ name }) => db.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`)),
  );
  return parts.flat().map(({ row }) => row).join("\n");
}
