import { page, STYLE } from "./page.ts";

export interface ConsoleOptions {
  hostname: string;
  port: number;
  /** Where the reader's own machine reaches the gateway and the GraphQL API. */
  gatewayUrl: string;
  graphqlUrl: string;
}

export interface RunningConsole {
  readonly url: string;
  /** Finishes what is being answered and closes the port. */
  stop(): Promise<void>;
}

const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Serves the console. Throws Deno.errors.AddrInUse when the port is taken. */
export function startConsole(options: ConsoleOptions): RunningConsole {
  const html = page(options);
  const server = Deno.serve(
    { hostname: options.hostname, port: options.port, onListen: () => {} },
    (request) => answer(request, html),
  );
  return { url: `http://${server.addr.hostname}:${server.addr.port}`, stop: () => server.shutdown() };
}

async function answer(request: Request, html: string): Promise<Response> {
  // An unread body would close the connection.
  await request.body?.cancel();
  if (request.method !== "GET" && request.method !== "HEAD") {
    return text("method not allowed", 405, { allow: "GET, HEAD" });
  }
  switch (new URL(request.url).pathname) {
    case "/":
      return text(html, 200, { "content-type": "text/html; charset=utf-8" });
    case "/style.css":
      return text(STYLE, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "public, max-age=300" });
    case "/livez":
    case "/readyz":
      return Response.json({ ready: true, reasons: [] }, { headers: SECURITY_HEADERS });
    default:
      return text("not found", 404, {});
  }
}

function text(body: string, status: number, headers: Record<string, string>): Response {
  return new Response(body, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...SECURITY_HEADERS, ...headers },
  });
}
