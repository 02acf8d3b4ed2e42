import pg from "pg";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";

/** Where the schema engine works, and where it may replay migrations to compare. */
export interface MigrationAdapterOptions {
  databaseUrl: string;
  /** Default: a database of its own name is made beside `databaseUrl` and dropped afterwards. */
  shadowDatabaseUrl?: string;
  /**
   * Makes each script and the mark that its migration is done one transaction, which waits `lockTimeoutMs` for a lock at
   * most. Default: scripts run as they are, and the engine sets its mark afterwards.
   */
  atomicScripts?: { lockTimeoutMs: number };
}

/**
 * Gives Prisma's schema engine its connections, through adapter-pg.
 * Every adapter handed out holds one connection until it or the factory is closed.
 */
export class MigrationAdapter implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = "postgres" as const;
  readonly adapterName = "@prisma/adapter-pg";
  readonly #options: MigrationAdapterOptions;
  readonly #open = new Set<SqlDriverAdapter>();

  constructor(options: MigrationAdapterOptions) {
    this.#options = options;
  }

  connect(): Promise<SqlDriverAdapter> {
    return this.#connect(this.#options.databaseUrl);
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    if (this.#options.shadowDatabaseUrl) return await this.#connect(this.#options.shadowDatabaseUrl);
    const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    await this.#execute(`CREATE DATABASE "${name}"`);
    // The whole URL is changed: adapter-pg's own `database` option gives way to a connection string.
    const url = new URL(this.#options.databaseUrl);
    url.pathname = `/${name}`;
    return await this.#connect(url.href, () => this.#execute(`DROP DATABASE "${name}" WITH (FORCE)`));
  }

  /** Closes every connection that the engine left open. */
  async close(): Promise<void> {
    for (const adapter of [...this.#open]) await adapter.dispose();
  }

  async #connect(url: string, afterDispose?: () => Promise<void>): Promise<SqlDriverAdapter> {
    // One connection: the engine's advisory lock belongs to a session, so every statement must be that session's.
    const pool = new CatalogPool({ connectionString: url, max: 1 });
    const schema = new URL(url).searchParams.get("schema") ?? undefined;
    const adapter = await new PrismaPg(pool, { schema, disposeExternalPool: true }).connect();
    // adapter-pg splits scripts at every `;`, function bodies too; Postgres runs a whole script by itself.
    adapter.executeScript = async (script) => {
      const { atomicScripts } = this.#options;
      try {
        await pool.query(atomicScripts === undefined ? script : atomicScript(script, atomicScripts));
      } catch (error) {
        // adapter-pg's own mapping is protected, and the engine understands only mapped errors.
        (adapter as unknown as { onError(error: unknown): never }).onError(error);
      }
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const column of pool.charColumns(result.rows)) result.columnTypes[column] = ColumnTypeEnum.Character;
      return result;
    };
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      if (!this.#open.delete(adapter)) return;
      await dispose();
      await afterDispose?.();
    };
    this.#open.add(adapter);
    return adapter;
  }

  async #execute(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#options.databaseUrl });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

/** Postgres runs a text of several statements as one transaction. */
function atomicScript(script: string, { lockTimeoutMs }: { lockTimeoutMs: number }): string {
  // On one line, so that errors name the script's own lines. A server without this setting works to the end for a client
  // that is gone, which does no harm.
  const settings =
    `SET LOCAL lock_timeout = ${Math.max(1, Math.ceil(lockTimeoutMs))}; SET LOCAL statement_timeout = 0; ` +
    "DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '1s', true); " +
    "EXCEPTION WHEN OTHERS THEN NULL; END $$; ";
  return `${settings}${script}\n;${MARK_DONE}`;
}

/** The engine's own scripts run before there is such a row. */
const MARK_DONE = `DO $$ BEGIN
  IF to_regclass('"_prisma_migrations"') IS NOT NULL THEN
    UPDATE "_prisma_migrations" SET "finished_at" = now() WHERE "finished_at" IS NULL AND "rolled_back_at" IS NULL;
  END IF;
END $$`;

const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * The catalogs that the engine reads have columns of the type `"char"`, one character each. The engine wants them as
 * such and adapter-pg does not know the type: it gets them as text, and the adapter sets the type right afterwards.
 */
class CatalogPool extends pg.Pool {
  readonly #charColumns = new WeakMap<object, number[]>();

  /** Which columns of these rows have the type `"char"`. */
  charColumns(rows: object): number[] {
    return this.#charColumns.get(rows) ?? [];
  }

  // deno-lint-ignore no-explicit-any -- pg's overloads cannot be overridden one by one
  override async query(...parameters: any[]): Promise<any> {
    // deno-lint-ignore no-explicit-any
    const result = await (super.query as (...parameters: any[]) => Promise<any>)(...parameters);
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== CHAR_OID) continue;
      field.dataTypeID = TEXT_OID;
      this.#charColumns.set(result.rows, [...this.charColumns(result.rows), index]);
    }
    return result;
  }
}
