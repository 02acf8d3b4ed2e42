import { createServer } from "vite";
import { repositoryPath } from "../tools/repository.ts";
import { readStartSettings } from "./settings.ts";
import { StartFault } from "./start_fault.ts";

/** Serves the console from its sources until a signal: what changes in them changes in open pages. */
async function main(): Promise<void> {
  const { host, consolePort } = readStartSettings(Deno.env.toObject());
  const server = await createServer({
    root: repositoryPath("console"),
    configLoader: "native",
    logLevel: "warn",
    clearScreen: false,
    server: { host, port: consolePort, strictPort: true },
  });
  await server.listen();
  await stopped();
  await server.close();
}

/** Ctrl-C reaches every process of the terminal; the parent says when it is this one's turn. */
function stopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  Deno.addSignalListener("SIGTERM", resolve);
  Deno.addSignalListener("SIGINT", () => {});
  return promise;
}

if (import.meta.main) {
  try {
    await main();
    Deno.exit(0);
  } catch (error) {
    if (error instanceof StartFault) console.error(`\n  The console cannot start. ${error.message}\n`);
    else console.error(`\n  The console cannot start: ${error instanceof Error ? error.message : error}\n`);
    Deno.exit(1);
  }
}
