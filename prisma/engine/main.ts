// The executable that stands in for Prisma's native schema engine (PRISMA_SCHEMA_ENGINE_BINARY): the same command
// line and the same JSON-RPC on the standard streams, so that the stock CLI works without its CDN.
import { createInterface } from "node:readline";
import process from "node:process";
import { databaseCommand } from "./database_command.ts";
import { type EngineArguments, engineArguments } from "./engine_arguments.ts";
import { RpcServer } from "./rpc_server.ts";

/** Runs as the schema engine and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const parsed = engineArguments(args);
  switch (parsed.mode) {
    case "version":
      console.log("schema-engine-cli (WASM build)");
      return 0;
    case "database": {
      const result = await databaseCommand(parsed.command, parsed.databaseUrl);
      if (result.ok) return 0;
      // The CLI drops the first line of stderr and reads the others as JSON log records.
      const fields = { message: result.message, error_code: result.code };
      console.error("\n" + JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields }));
      return 1;
    }
    case "rpc":
      return await serve(parsed);
  }
}

async function serve({ datamodelPaths, datasource }: Extract<EngineArguments, { mode: "rpc" }>): Promise<number> {
  const server = new RpcServer({
    // Commands that need no database still start an engine; it connects on first use only.
    databaseUrl: datasource.url ?? "postgresql://127.0.0.1:1/none",
    shadowDatabaseUrl: datasource.shadowDatabaseUrl,
    datamodels: datamodelPaths.map((path) => [path, Deno.readTextFileSync(path)]),
  }, (line) => console.log(line));
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== "") await server.handle(line);
  }
  await server.close();
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
