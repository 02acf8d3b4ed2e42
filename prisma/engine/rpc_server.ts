import type { DiffResult, MigrationList, SchemaFilter } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { z } from "zod";
import {
  type EngineMethod,
  openSchemaEngine,
  type SchemaEngine,
  SchemaEngineError,
  type SchemaEngineOptions,
} from "./schema_engine.ts";

/** Takes JSON-RPC lines and writes JSON-RPC lines, as the native schema engine does on its standard streams. */
export class RpcServer {
  readonly #options: SchemaEngineOptions;
  readonly #write: (line: string) => void;
  #opened?: SchemaEngine;
  #printed = 0;

  constructor(options: SchemaEngineOptions, write: (line: string) => void) {
    this.#options = options;
    this.#write = write;
  }

  /** Answers one line. Engine errors become JSON-RPC errors; a line that is no request is passed over. */
  async handle(line: string): Promise<void> {
    const parsed = requestSchema.safeParse(JSON.parse(line));
    if (!parsed.success) return; // The CLI's reply to our `print`.
    const { id, method, params } = parsed.data;
    try {
      this.#send({ id, result: await this.#call(method, params) });
    } catch (error) {
      const code = error instanceof SchemaEngineError ? error.code : null;
      const message = error instanceof Error ? error.message : String(error);
      const data = { is_panic: false, message, meta: null, error_code: code };
      this.#send({ id, error: { code: 4466, message: "An error happened. Check the data field for details.", data } });
    }
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }

  async #call(method: string, params: RpcParameters): Promise<unknown> {
    const engine = this.#opened ??= await openSchemaEngine(this.#options);
    // In the WASM build these two find the shadow database only through the cache that devDiagnostic fills.
    if (method === "evaluateDataLoss" || method === "createMigration") {
      await engine.call("devDiagnostic", diagnosticParameters.parse(params));
    }
    const name = method === "getDatabaseVersion" ? "version" : method as EngineMethod;
    // What the CLI of the same version sends is what the engine of that version wants: both are pinned together.
    const result = await engine.call(name, (params ?? null) as never);
    return method === "diff" ? this.#printDiff(result as DiffResult) : result ?? null;
  }

  /** The native engine prints a diff through the CLI; the WASM build returns it. */
  #printDiff({ exitCode, stdout }: DiffResult): { exitCode: number } {
    if (stdout !== null) this.#send({ id: `print-${++this.#printed}`, method: "print", params: { content: stdout } });
    return { exitCode };
  }

  #send(message: Record<string, unknown>): void {
    this.#write(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }
}

type RpcParameters = Record<string, unknown> | null | undefined;

const diagnosticParameters = z.object({ migrationsList: z.custom<MigrationList>(), filters: z.custom<SchemaFilter>() });

const requestSchema = z.object({
  id: z.union([z.number(), z.string()]),
  method: z.string(),
  params: z.record(z.string(), z.unknown()).nullish(),
});
