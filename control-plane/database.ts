import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "../prisma/generated/client/client.ts";
import { TimedPg } from "./timed_pg.ts";

/** The control plane's database. */
export type Database = PrismaClient;

/** The database within a transaction, which is what changes are written with. */
export type Transaction = Prisma.TransactionClient;

/** Opens a pool of connections, through a pooler in transaction mode where the URL names one; nothing connects before the first query. `close()` ends them all. */
export function openDatabase(
  databaseUrl: string,
  options: DatabaseOptions = {},
): { db: Database; close(): Promise<void> } {
  const { statementTimeoutMs } = options;
  // Nothing here may need a session of its own from one transaction to the next: a pooler may be in between.
  const config = {
    connectionString: databaseUrl,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 30_000,
    application_name: "perpetuo-control-plane",
  };
  const adapter = statementTimeoutMs === undefined ? new PrismaPg(config) : new TimedPg(config, { statementTimeoutMs });
  const db = new PrismaClient({ adapter });
  return { db, close: () => db.$disconnect() };
}

export interface DatabaseOptions {
  /** Connections of this process at most. Default 10. */
  connectionsMax?: number;
  /** How long a query waits for a connection, in milliseconds. Default 5,000. */
  connectTimeoutMs?: number;
  /** How long a statement may take until Postgres ends it, in milliseconds. Default: without a bound. */
  statementTimeoutMs?: number;
}
