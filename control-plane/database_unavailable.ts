import { Prisma } from "../prisma/generated/client/client.ts";
import { UnavailableError } from "./api_error.ts";

/**
 * The outcome that an error of the database means for a caller when the database cannot be had at the moment: no
 * connection was free in time, here or at a pooler, or the server is away or about to end. Null for every other error.
 */
export function databaseUnavailable(error: unknown): UnavailableError | null {
  if (!isConnectionFault(error)) return null;
  return new UnavailableError("The database cannot be reached now, or is too busy. Try again in a moment.", {
    cause: error,
  });
}

function isConnectionFault(error: unknown): boolean {
  for (let fault = error, depth = 0; fault instanceof Error && depth < CAUSES_MAX; fault = fault.cause, depth++) {
    if (fault instanceof Prisma.PrismaClientInitializationError || hasWords(fault.message)) return true;
    if (!(fault instanceof Prisma.PrismaClientKnownRequestError)) continue;
    const { code, meta }: Prisma.PrismaClientKnownRequestError = fault;
    if (CODES.has(code) || hasWords(originalMessage(meta))) return true;
  }
  return false;
}

const CAUSES_MAX = 5;

function hasWords(text: string): boolean {
  return WORDS.some((words) => text.includes(words));
}

/** Prisma's: cannot be reached, timed out, connection closed, no connection in time, too many connections. */
const CODES: ReadonlySet<string> = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2037"]);

/** Driver and pooler have words alone. */
const WORDS = [
  "timeout exceeded when trying to connect",
  "Connection terminated",
  "Unable to start a transaction in the given time",
  // PgBouncer's, and Postgres's own while it starts or ends.
  "query_wait_timeout",
  "no more connections allowed",
  "server_login_retry",
  "server login has been failing",
  "pgbouncer cannot connect to server",
  "server conn crashed",
  "terminating connection due to administrator command",
  "the database system is starting up",
  "the database system is shutting down",
];

function originalMessage(meta: unknown): string {
  const { driverAdapterError } = (meta ?? {}) as { driverAdapterError?: { cause?: { originalMessage?: unknown } } };
  const message = driverAdapterError?.cause?.originalMessage;
  return typeof message === "string" ? message : "";
}
