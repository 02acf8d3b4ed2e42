import pg from "pg";
import { StartFault } from "./start_fault.ts";

/** "perpetuo" folded into 63 bits: one well-known advisory lock a database. */
const LOCK_ID = "8101257480915345775";

export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * Makes sure that this is the only process on its database: without Redis, two could not tell each other anything.
 * Held by a session of its own, so that Postgres frees it with the connection: the URL must keep its sessions. Throws
 * StartFault when it is taken.
 */
export async function takeInstanceLock(databaseUrl: string): Promise<InstanceLock> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "perpetuo-instance-lock" });
  // A connection that breaks later only frees the lock; without a listener it would end the process.
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query("SELECT pg_try_advisory_lock($1::bigint) AS taken", [LOCK_ID]);
  if (!rows[0].taken) {
    await client.end();
    throw new StartFault(
      "Another Perpetuo process runs on this database. Set REDIS_URL for both, or stop the other one.",
    );
  }
  return { release: () => client.end() };
}
