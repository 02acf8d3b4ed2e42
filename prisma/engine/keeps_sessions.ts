import pg from "pg";

/**
 * Whether a connection stays with one session of Postgres from one transaction to the next. A pooler in transaction mode
 * lends sessions out for a transaction each: while another client is lent the one that this client had, this client gets
 * another one, or waits for it.
 */
export async function keepsSessions(client: pg.Client, databaseUrl: string): Promise<boolean> {
  const other = new pg.Client({ connectionString: databaseUrl });
  other.on("error", () => {});
  await other.connect();
  try {
    const first = await sessionOf(client);
    // Others that are at work behind the same pooler may have come between in one round, hardly in all of them. Which of
    // the two asks first makes a difference: poolers lend out first what they were given back last.
    for (let round = 0; round < ROUNDS; round++) {
      if (await sessionOf(client) !== first) return false;
      await other.query("BEGIN");
      if (await sessionOf(other) === first || await sessionOf(client) !== first) return false;
      await other.query("COMMIT");
    }
    return true;
  } finally {
    await other.end();
  }
}

const ROUNDS = 5;

async function sessionOf(client: pg.Client): Promise<number> {
  return (await client.query("SELECT pg_backend_pid() AS pid")).rows[0].pid;
}
