import pg from "pg";
import type { EmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import { EmbeddedPostgresError } from "../prisma/embedded/embedded_postgres_error.ts";
import { startEmbeddedPostgres } from "../prisma/embedded/start_embedded_postgres.ts";
import { StartFault } from "./start_fault.ts";

/** Connecting takes longer only when nobody will ever answer. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Starts the embedded Postgres in the data directory. Throws StartFault with its one sentence. */
export async function startDatabase(dataDirectory: string): Promise<EmbeddedPostgres> {
  try {
    return await startEmbeddedPostgres({ dataDirectory: `${dataDirectory}/postgres` });
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw new StartFault(error.message, { cause: error });
    throw error;
  }
}

/** Makes sure that a database that was given answers. Throws StartFault; the URL, which holds a password, is not shown. */
export async function checkDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
  } catch (error) {
    throw new StartFault(
      `The database of DATABASE_URL cannot be used (${reason(error)}). Check the URL, and that Postgres runs there.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => {});
  }
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  switch (code) {
    case "ECONNREFUSED":
      return "nobody listens there";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its host is not known";
    case "28P01":
    case "28000":
      return "user or password is refused";
    case "3D000":
      return "there is no such database";
    default:
      return message || code || "unknown reason";
  }
}
