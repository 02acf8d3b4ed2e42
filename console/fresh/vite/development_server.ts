import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { isRunnableDevEnvironment, type RunnableDevEnvironment, type ViteDevServer } from "vite";
import { MANIFEST_MODULE, SERVER_MODULE } from "./server_modules.ts";
import type { ProjectFiles } from "./project_files.ts";

/** Answers with the app what Vite itself does not serve. Errors are shown by Vite's overlay, with their source. */
export function serveApp(server: ViteDevServer): void {
  server.middlewares.use(async (incoming, outgoing, next) => {
    try {
      const { handler } = await serverSide(server).runner.import(SERVER_MODULE);
      const aborted = new AbortController();
      outgoing.once("close", () => aborted.abort());
      const info = { remoteAddr: { transport: "tcp", hostname: incoming.socket.remoteAddress, port: 0 } };
      send(await handler(toRequest(incoming, aborted.signal), info), outgoing, aborted.signal);
    } catch (error) {
      next(error);
    }
  });
}

/**
 * What a changed file means. Islands and styles update in place, which Vite and Prefresh do; any other change of the
 * server's code loads its modules anew and reloads the page.
 */
export function updateServer(
  server: ViteDevServer,
  project: ProjectFiles,
  { type, file }: { type: "create" | "update" | "delete"; file: string },
): void {
  const { moduleGraph, runner } = serverSide(server);
  const isListChanged = type !== "update" && project.isListed(file);
  if (isListChanged) {
    const manifest = moduleGraph.getModuleById("\0" + MANIFEST_MODULE);
    if (manifest !== undefined) moduleGraph.invalidateModule(manifest);
  }
  if (!isListChanged && !moduleGraph.getModulesByFile(file)?.size) return;
  runner.clearCache();
  // A style sheet's sources are in the browser's graph too (Tailwind reads them all), but as files without a module.
  const isInBrowser = [...server.environments.client.moduleGraph.getModulesByFile(file) ?? []]
    .some((module) => module.id !== null && module.type === "js");
  if (isListChanged || !isInBrowser) server.environments.client.hot.send({ type: "full-reload" });
}

function serverSide(server: ViteDevServer): RunnableDevEnvironment {
  const environment = server.environments.ssr;
  if (!isRunnableDevEnvironment(environment)) throw new Error("Vite's ssr environment cannot run modules here.");
  return environment;
}

function toRequest(incoming: IncomingMessage & { originalUrl?: string }, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const item of [value ?? []].flat()) headers.append(name, item);
  }
  const { method = "GET", originalUrl = incoming.url } = incoming;
  const body = method === "GET" || method === "HEAD" ? null : Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  return new Request(`http://${incoming.headers.host}${originalUrl}`, { method, headers, body, signal });
}

/** Streams; a reader who leaves ends the app's work. */
function send(response: Response, outgoing: ServerResponse, signal: AbortSignal): void {
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
  outgoing.writeHead(response.status);
  if (response.body === null) {
    outgoing.end();
    return;
  }
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  signal.addEventListener("abort", () => body.destroy());
  body.on("error", () => outgoing.destroy());
  body.pipe(outgoing);
}
