import pg from "pg";
import { keepsSessions } from "./keeps_sessions.ts";
import { openSchemaEngine, SchemaEngineError } from "./schema_engine.ts";

/** The schema engine's own advisory lock, which builds without turns take as well. */
const ENGINE_LOCK = 72_707_369;

/** The right to migrate a database, which one process at a time has; it ends with the process at the latest. */
export class MigrationTurn implements AsyncDisposable {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /** Waits for the process whose turn it is, `waitMsMax` at most. Throws `SchemaEngineError`. */
  static async take(databaseUrl: string, { waitMsMax }: { waitMsMax: number }): Promise<MigrationTurn> {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: "perpetuo-migrations" });
    // A connection that breaks makes the next statement fail, which says so.
    client.on("error", () => {});
    try {
      await client.connect();
    } catch (error) {
      throw await explainedByEngine(databaseUrl, error);
    }
    try {
      if (!await keepsSessions(client, databaseUrl)) throw new SchemaEngineError(NO_SESSIONS, null);
      await client.query(`SET lock_timeout = ${Math.max(1, Math.ceil(waitMsMax))}`);
      await locked(client, "SELECT pg_advisory_lock(hashtext('perpetuo_migrations'))");
      return new MigrationTurn(client);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }

  /** The migrations that are done. */
  async applied(): Promise<string[]> {
    if (!await this.#hasMigrations()) return [];
    const { rows } = await this.#client.query<{ name: string }>(
      `SELECT "migration_name" AS name FROM "_prisma_migrations"
        WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  }

  /** Takes note that what began and is not done was undone by Postgres: each migration is one transaction. */
  async forgetUnfinished(): Promise<void> {
    if (!await this.#hasMigrations()) return;
    // The server may still be at work for a process that was killed: then it holds this lock.
    await locked(this.#client, `SELECT pg_advisory_lock(${ENGINE_LOCK})`);
    await this.#client.query(
      `UPDATE "_prisma_migrations" SET "rolled_back_at" = now() WHERE "finished_at" IS NULL AND "rolled_back_at" IS NULL`,
    );
    await this.#client.query("SELECT pg_advisory_unlock($1)", [ENGINE_LOCK]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end().catch(() => {});
  }

  async #hasMigrations(): Promise<boolean> {
    const { rows } = await this.#client.query(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS there`);
    return rows[0].there;
  }
}

async function locked(client: pg.Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    throw new SchemaEngineError("Another process has been migrating the database for too long.", null);
  }
}

const LOCK_NOT_AVAILABLE = "55P03";

const NO_SESSIONS = "it is behind a pooler that does not keep sessions. Set DATABASE_DIRECT_URL to the same database " +
  "without the pooler: migrations, locks and notifications need it.";

/** The engine has sentences for servers that cannot be reached. */
async function explainedByEngine(databaseUrl: string, cause: unknown): Promise<unknown> {
  try {
    await (await openSchemaEngine({ databaseUrl })).close();
    return cause;
  } catch (error) {
    return error;
  }
}
