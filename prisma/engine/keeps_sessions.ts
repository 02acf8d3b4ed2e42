import pg from "pg";

/**
 * Whether a connection stays with one session of Postgres from one transaction to the next. A pooler in transaction mode
 * lends sessions out for a transaction each: while another client is lent the one that this client had, this client gets
 * another one, or waits for it.
 */
export async function keepsSessions(client: pg.Client, databaseUrl: string): Promise<boolean> {
  const first = await sessionOf(client);
  const other = new pg.Client({ connectionString: databaseUrl });
  other.on("error", () => {});
  await other.connect();
  try {
    await other.query("BEGIN");
    if (await sessionOf(other) === first) return false;
    return await sessionOf(client) === first;
  } finally {
    await other.end();
  }
}

async function sessionOf(client: pg.Client): Promise<number> {
  return (await client.query("SELECT pg_backend_pid() AS pid")).rows[0].pid;
}
