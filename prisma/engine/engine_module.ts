import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

/**
 * Prisma's schema engine as a WASM module, loaded on first use (about 0.1 s).
 * It keeps the process clean of what the module would leave behind: timers, and crashes that settle nothing.
 */
export class EngineModule {
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #panicMessage = "";
  #loaded = false;
  #crashed = false;
  #users = 0;

  /** Makes an engine. It counts as open until it is freed. */
  async open(datamodels: [string, string][], adapter: object): Promise<bindings.SchemaEngine> {
    this.#load();
    // The engine's log goes nowhere: its errors come back as rejections.
    const engine = await this.run(() => bindings.SchemaEngine.new({ datamodels }, () => {}, adapter));
    this.#users++;
    return engine;
  }

  /** Calls into the engine. A crash, which by itself would end this process and leave the call hanging, rejects it. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const crash = Promise.withResolvers<never>();
    const onError = (event: ErrorEvent) => {
      if (!(event.error instanceof Error) || !event.error.stack?.includes("wasm://")) return;
      event.preventDefault();
      this.#crashed = true;
      // A trap itself says only `unreachable`.
      const isTrap = event.error instanceof WebAssembly.RuntimeError;
      const message = (isTrap && this.#panicMessage) || event.error.message;
      crash.reject(new Error(`The schema engine crashed: ${message}`, { cause: event.error }));
    };
    globalThis.addEventListener("error", onError);
    try {
      return await Promise.race([call(), crash.promise]);
    } finally {
      globalThis.removeEventListener("error", onError);
    }
  }

  free(engine: bindings.SchemaEngine): void {
    // After a crash the engine still counts as lent out, and to free it would crash again.
    if (!this.#crashed) engine.free();
    if (--this.#users > 0) return;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #load(): void {
    if (this.#loaded) return;
    const file = new URL("./schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm"));
    // The engine's panic hook looks for this global by name.
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => this.#panicMessage = message },
    });
    const module = new WebAssembly.Module(Deno.readFileSync(file));
    const { exports } = new WebAssembly.Instance(module, { "./schema_engine_bg.js": this.#imports() });
    bindings.__wbg_set_wasm(exports);
    (exports as { __wbindgen_start(): void }).__wbindgen_start();
    this.#loaded = true;
  }

  /** The wait for the advisory lock leaves a timer of ten seconds, which would hold back the end of this process. */
  #imports(): WebAssembly.ModuleImports {
    const imports: WebAssembly.ModuleImports = { ...bindings as unknown as WebAssembly.ModuleImports };
    for (const name of Object.keys(imports).filter((name) => name.startsWith("__wbg_setTimeout_"))) {
      imports[name] = (callback: () => void, ms: number) => {
        const timer = setTimeout(() => {
          this.#timers.delete(timer);
          callback();
        }, ms >>> 0);
        this.#timers.add(timer);
        return timer;
      };
    }
    return imports;
  }
}
