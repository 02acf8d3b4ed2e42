import { createRequire } from "node:module";

/**
 * The statements that this process sends to Postgres to do something. Of three times the one with the fewest: workers in the
 * background may come in between.
 */
export async function fewestStatements(work: () => Promise<unknown>): Promise<string[]> {
  const times = [await counted(work), await counted(work), await counted(work)];
  return times.reduce((least, time) => time.length < least.length ? time : least);
}

/** What the answers are made of; workers in the background look at other tables. */
const ASKED = /"(Tenant|Project|ApiKey|Revision|User|Route|RequestLog|Membership|PersonalAccessToken)"/;

/** The statements that this process sends to Postgres meanwhile. */
async function counted(work: () => Promise<unknown>): Promise<string[]> {
  // The driver that the client uses, by its own way to it: every connection sends through this one method.
  const { Client } = createRequire(createRequire(import.meta.url).resolve("@prisma/adapter-pg"))("pg");
  const { query } = Client.prototype;
  const statements: string[] = [];
  Client.prototype.query = function (this: unknown, ...args: unknown[]) {
    const text = typeof args[0] === "string" ? args[0] : (args[0] as { text?: string }).text ?? "";
    if (ASKED.test(text)) statements.push(text);
    return query.apply(this, args);
  };
  try {
    await work();
  } finally {
    Client.prototype.query = query;
  }
  return statements;
}
