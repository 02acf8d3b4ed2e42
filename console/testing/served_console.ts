import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ensureConsoleBuilt } from "../../tools/build_console.ts";
import type { ConsoleConfig } from "../config.ts";
import { BUILD_FOLDER, loadBuild, startConsole } from "../console.ts";

/** A question that the console asked its control plane. */
export interface Asked {
  path: string;
  headers: Headers;
  // deno-lint-ignore no-explicit-any -- whatever was sent as JSON.
  body: any;
}

/** What stands in for the control plane: answers by path, and GraphQL operations by name; 404 for all else. */
export interface Answers {
  [pathOrOperation: string]: (asked: Asked, request: Request) => Response | Promise<Response>;
}

export interface ServedConsole extends AsyncDisposable {
  url: string;
  /** What the console asked, in order. */
  asked: Asked[];
  logger: MemoryLogger;
  /** Follows no redirect. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  stopControlPlane(): Promise<void>;
  stop(): Promise<void>;
}

/** Serves the production build in this process, over a control plane that the test plays. */
export async function serveConsole(answers: Answers, config: Partial<ConsoleConfig> = {}): Promise<ServedConsole> {
  await ensureConsoleBuilt();
  const asked: Asked[] = [];
  const logger = new MemoryLogger();
  const plane = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const text = await request.text();
    const question = { path: pathname, headers: request.headers, body: text === "" ? null : JSON.parse(text) };
    asked.push(question);
    const operation = /\b(?:query|mutation|subscription) (\w+)/.exec(question.body?.query ?? "")?.[1];
    const answer = answers[operation ?? ""] ?? answers[pathname];
    return answer === undefined ? new Response("not found", { status: 404 }) : await answer(question, request);
  });
  const console = startConsole({
    config: { ...CONFIG, controlPlaneUrl: `http://127.0.0.1:${plane.addr.port}`, ...config },
    logger,
    fetch,
    handler: await loadBuild(BUILD_FOLDER),
  });
  const { url } = console;
  return {
    url,
    asked,
    logger,
    get: (path, headers = {}) => fetch(url + path, { headers, redirect: "manual" }),
    post: (path, form, headers = {}) =>
      fetch(url + path, { method: "POST", body: new URLSearchParams(form), headers, redirect: "manual" }),
    stopControlPlane: () => plane.shutdown(),
    stop: () => console.stop(),
    [Symbol.asyncDispose]: async () => {
      await console.stop();
      await plane.shutdown();
    },
  };
}

/** The cookie of somebody who signed in. */
export const SESSION = { cookie: "perpetuo.session_token=s" };

/** The answer to the shell's question for the viewer. */
export function viewerAnswer(tenants: { slug: string; projects: string[] }[]): Response {
  const edges = <T>(nodes: T[]) => ({ edges: nodes.map((node) => ({ node })) });
  const nodes = tenants.map(({ slug, projects }) => ({
    id: `tenant-${slug}`,
    slug,
    name: `Tenant ${slug}`,
    timeZone: "UTC",
    viewerRole: "OWNER",
    projects: edges(projects.map((name) => ({ id: `project-${name}`, name }))),
  }));
  return Response.json({
    data: { viewer: { id: "u", email: "a@example.com", name: "Ada", tenants: edges(nodes) } },
  });
}

const CONFIG: ConsoleConfig = {
  host: "127.0.0.1",
  port: 0,
  controlPlaneUrl: "",
  gatewayUrl: "http://gateway.internal:8787",
  publicUrl: "http://console.example.com",
  publicGatewayUrl: "http://gateway.example.com",
  signup: "open",
};
