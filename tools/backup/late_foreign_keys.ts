import pg from "pg";

/**
 * Runs `work` with every foreign key checked at its end instead of row by row, so that tables may be filled in any order:
 * for whoever owns the tables, within a transaction. Throws what Postgres says of a key that leads nowhere.
 */
export async function withLateForeignKeys(client: pg.Client, work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string }>(
    `SELECT c.conrelid::regclass::text AS table, c.conname AS name FROM pg_constraint c
     WHERE c.contype = 'f' AND c.conparentid = 0 AND NOT c.condeferrable
       AND c.connamespace = 'public'::regnamespace ORDER BY 1, 2`,
  );
  const alter = async (timing: string) => {
    for (const { table, name } of rows) {
      await client.query(`ALTER TABLE ${table} ALTER CONSTRAINT ${pg.escapeIdentifier(name)} ${timing}`);
    }
  };
  await alter("DEFERRABLE INITIALLY DEFERRED");
  await work();
  await client.query("SET CONSTRAINTS ALL IMMEDIATE");
  await alter("NOT DEFERRABLE");
}
