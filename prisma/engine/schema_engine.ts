import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { MigrationAdapter, type MigrationAdapterOptions } from "./migration_adapter.ts";

export interface SchemaEngineOptions extends MigrationAdapterOptions {
  /** Path and text of every schema file. Default: a bare PostgreSQL datasource. */
  datamodels?: [path: string, text: string][];
}

/** Prisma's schema engine over one database; close it to give the connections back. */
export interface SchemaEngine {
  readonly engine: bindings.SchemaEngine;
  close(): Promise<void>;
}

const BARE_DATAMODEL: [string, string] = ["schema.prisma", 'datasource db {\n  provider = "postgresql"\n}\n'];

/**
 * Opens Prisma's own schema engine, in its WASM build: the native one comes from a CDN that we do not rely on.
 * Connects on first use. Throws what the engine or the database throws.
 */
export async function openSchemaEngine(options: SchemaEngineOptions): Promise<SchemaEngine> {
  loadWasm();
  const adapter = new MigrationAdapter(options);
  const engine = await bindings.SchemaEngine.new(
    { datamodels: options.datamodels?.length ? options.datamodels : [BARE_DATAMODEL] },
    () => {}, // The engine's log; its errors come back as rejections.
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  openEngines++;
  return {
    engine,
    async close() {
      engine.free();
      if (--openEngines === 0) clearTimers();
      await adapter.close();
    },
  };
}

/** The engine's last words when it panicked: the trap itself says only `unreachable`. */
export function describeEngineError(error: unknown): { message: string; code: string | null } {
  if (error instanceof WebAssembly.RuntimeError) return { message: panic.message || error.message, code: null };
  const { message, code } = error as { message?: string; code?: unknown };
  return { message: message ?? String(error), code: typeof code === "string" ? code : null };
}

const panic = {
  message: "",
  set_message(message: string) {
    this.message = message;
  },
};

let loaded = false;
let openEngines = 0;
const timers = new Set<ReturnType<typeof setTimeout>>();

function loadWasm(): void {
  if (loaded) return;
  const file = new URL("./schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm"));
  // The engine's panic hook looks for this global by name.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panic });
  const module = new WebAssembly.Module(Deno.readFileSync(file));
  const { exports } = new WebAssembly.Instance(module, { "./schema_engine_bg.js": engineImports() });
  bindings.__wbg_set_wasm(exports);
  (exports as { __wbindgen_start(): void }).__wbindgen_start();
  loaded = true;
}

/**
 * What the engine calls. Its wait for the advisory lock leaves a timer of ten seconds behind, which would hold back the
 * end of this process: timers are kept account of and cleared with the last engine.
 */
function engineImports(): WebAssembly.ModuleImports {
  const imports: WebAssembly.ModuleImports = { ...bindings as unknown as WebAssembly.ModuleImports };
  for (const name of Object.keys(imports).filter((name) => name.startsWith("__wbg_setTimeout_"))) {
    imports[name] = (callback: () => void, ms: number) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        callback();
      }, ms >>> 0);
      timers.add(timer);
      return timer;
    };
  }
  return imports;
}

function clearTimers(): void {
  for (const timer of timers) clearTimeout(timer);
  timers.clear();
}
