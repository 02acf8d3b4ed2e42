import type * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { EngineModule } from "./engine_module.ts";
import { MigrationAdapter, type MigrationAdapterOptions } from "./migration_adapter.ts";

export interface SchemaEngineOptions extends MigrationAdapterOptions {
  /** Path and text of every schema file. Default: a bare PostgreSQL datasource. */
  datamodels?: [path: string, text: string][];
}

/** Prisma's schema engine over one database; close it to give the connections back. */
export interface SchemaEngine {
  /** Calls one of the engine's methods. Throws `SchemaEngineError`. */
  call<M extends EngineMethod>(method: M, parameters: EngineParameters<M>): Promise<EngineResult<M>>;
  close(): Promise<void>;
}

export type EngineMethod = Exclude<keyof bindings.SchemaEngine, "free" | "debugPanic" | symbol>;
export type EngineParameters<M extends EngineMethod> = Parameters<bindings.SchemaEngine[M]>[0];
export type EngineResult<M extends EngineMethod> = Awaited<ReturnType<bindings.SchemaEngine[M]>>;

/**
 * Opens Prisma's own schema engine, in its WASM build: the native one comes from a CDN that we do not rely on.
 * Throws `SchemaEngineError`, also when the database cannot be reached.
 */
export async function openSchemaEngine(options: SchemaEngineOptions): Promise<SchemaEngine> {
  const adapter = new MigrationAdapter(options);
  const bound = bindMigrationAwareSqlAdapterFactory(adapter);
  const datamodels = options.datamodels?.length ? options.datamodels : [BARE_DATAMODEL];
  const explained = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw explain(error, (id) => bound.errorRegistry.consumeError(id)?.error);
    }
  };
  const engine = await explained(engineModule.open(datamodels, bound));
  return {
    call<M extends EngineMethod>(method: M, parameters: EngineParameters<M>) {
      const implementation = engine[method] as Method<M> | undefined;
      if (implementation === undefined) throw new SchemaEngineError(`The engine has no method ${method}.`, null);
      return explained(engineModule.run(() => implementation.call(engine, parameters)));
    },
    async close() {
      engineModule.free(engine);
      await adapter.close();
    },
  };
}

/** The engine refused, failed or panicked; `code` is Prisma's own, such as `P3018`. */
export class SchemaEngineError extends Error {
  override readonly name = "SchemaEngineError";

  constructor(message: string, readonly code: string | null, options?: ErrorOptions) {
    super(message, options);
  }
}

type Method<M extends EngineMethod> = (parameters: EngineParameters<M>) => Promise<EngineResult<M>>;

const engineModule = new EngineModule();

const BARE_DATAMODEL: [string, string] = ["schema.prisma", 'datasource db {\n  provider = "postgresql"\n}\n'];

function explain(error: unknown, consume: (id: number) => unknown): SchemaEngineError {
  const { message = String(error), code } = error as { message?: string; code?: unknown };
  // An error of our adapter that the engine has no words for comes back as a number.
  const external = /External error id#(\d+)/.exec(message)?.[1];
  if (external !== undefined) {
    const cause = consume(Number(external));
    return new SchemaEngineError(cause instanceof Error ? cause.message : String(cause), null, { cause });
  }
  return new SchemaEngineError(message.trim(), typeof code === "string" ? code : null, { cause: error });
}
