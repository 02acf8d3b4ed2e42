import { uuidv7 } from "../shared/identifiers/uuid.ts";
import type { Clock } from "../shared/time/clock.ts";
import type { Logger } from "../shared/logging/logger.ts";
import { answerAccountRequest } from "./authentication/account_routes.ts";
import { type Accounts, ACCOUNTS_PATH } from "./authentication/accounts.ts";
import { clientAddress, type TrustedProxies } from "./authentication/client_address.ts";
import { crossSiteRefusal } from "./authentication/cross_site.ts";
import { EXPORT_PATH } from "./exports/export_routes.ts";
import type { RequestFacts } from "./graphql/call_context.ts";
import { GRAPHQL_PATH, GRAPHQL_STREAM_PATH } from "./graphql/graphql_server.ts";
import { readiness, type ReadinessChecks } from "./http/readiness.ts";
import { PLAYGROUND_PATH } from "./playground/answer_playground.ts";
import { databaseUnavailable } from "./database_unavailable.ts";
import { BODY_BYTES_MAX, withBoundedBody } from "./http/request_body.ts";

export interface ServerOptions {
  accounts: Accounts;
  graphql: (request: Request, facts: RequestFacts) => Promise<Response>;
  exports: (request: Request, facts: RequestFacts) => Promise<Response>;
  playground: (request: Request, facts: RequestFacts) => Promise<Response>;
  /** Null, as if there were nothing, for whoever may not read them. */
  metrics: (request: Request) => Promise<Response> | null;
  checks: ReadinessChecks;
  trustedProxies: TrustedProxies;
  /** Origins that may send requests with cookies. */
  trustedOrigins: readonly string[];
  /** Whether browsers reach this by https alone. */
  secure: boolean;
  clock: Clock;
  logger: Logger;
}

/** What answers the control plane's HTTP requests. Never rejects. */
export function createRequestHandler(
  options: ServerOptions,
): (request: Request, info: { remoteAddr: Deno.Addr }) => Promise<Response> {
  return async (request, { remoteAddr }) => {
    const facts = factsOf(request, remoteAddr, options);
    let answer: Response;
    try {
      answer = await route(request, facts, options);
    } catch (error) {
      answer = faultAnswer(error, facts, options);
    }
    return withHeaders(answer, facts, options.secure);
  };
}

function faultAnswer(error: unknown, { requestId }: RequestFacts, { logger }: ServerOptions): Response {
  const unavailable = databaseUnavailable(error);
  if (unavailable !== null) {
    logger.warn("request_database_unavailable", { requestId, error });
    const answer = refusal(503, unavailable.code, unavailable.message);
    answer.headers.set("retry-after", "1");
    return answer;
  }
  logger.error("request_fault", { requestId, error });
  return refusal(500, "INTERNAL", "Something went wrong. Give the request id to whoever runs this.");
}

async function route(request: Request, facts: RequestFacts, options: ServerOptions): Promise<Response> {
  const { pathname } = new URL(request.url);
  switch (pathname) {
    case "/livez":
      return Response.json({ live: true });
    case "/readyz": {
      const answer = await readiness(options.checks);
      return Response.json(answer, { status: answer.ready ? 200 : 503 });
    }
  }
  const metrics = pathname === "/metrics" ? options.metrics(request) : null;
  if (metrics !== null) return await metrics;
  if (pathname.startsWith(EXPORT_PATH)) return await options.exports(request, facts);
  const isGraphql = pathname === GRAPHQL_PATH || pathname === GRAPHQL_STREAM_PATH;
  const isPlayground = pathname === PLAYGROUND_PATH;
  if (!isGraphql && !isPlayground && !pathname.startsWith(`${ACCOUNTS_PATH}/`)) {
    return refusal(404, "NOT_FOUND", `There is nothing at ${pathname}.`);
  }
  const bounded = await withBoundedBody(request);
  if (bounded === null) return refusal(413, "VALIDATION", `The body is larger than ${BODY_BYTES_MAX} bytes.`);
  if (isPlayground) return postedRefusal(bounded, ["POST"], options) ?? await options.playground(bounded, facts);
  if (!isGraphql) {
    return await answerAccountRequest(bounded, { accounts: options.accounts, clientAddress: facts.clientAddress });
  }
  const allowed = pathname === GRAPHQL_STREAM_PATH ? ["POST"] : ["GET", "POST"];
  return postedRefusal(bounded, allowed, options) ?? await options.graphql(bounded, facts);
}

/** Why a request of JSON is not even looked at; null when it may be. */
function postedRefusal(request: Request, allowed: string[], { trustedOrigins }: ServerOptions): Response | null {
  const { pathname } = new URL(request.url);
  if (!allowed.includes(request.method)) {
    const answer = refusal(405, "VALIDATION", `Use ${allowed.join(" or ")} at ${pathname}.`);
    answer.headers.set("allow", allowed.join(", "));
    return answer;
  }
  // Forms are what other sites can send with our cookies; they cannot send JSON.
  if (request.method === "POST" && !/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    return refusal(415, "VALIDATION", "Send 'content-type: application/json'.");
  }
  const crossSite = crossSiteRefusal(request, trustedOrigins);
  return crossSite === null ? null : refusal(403, "FORBIDDEN", crossSite);
}

function factsOf(request: Request, peer: Deno.Addr, { clock, trustedProxies }: ServerOptions): RequestFacts {
  const hostname = "hostname" in peer ? peer.hostname : null;
  return {
    requestId: uuidv7(clock.now()),
    clientAddress: hostname && clientAddress(hostname, request.headers.get("x-forwarded-for"), trustedProxies),
  };
}

function withHeaders(answer: Response, { requestId }: RequestFacts, secure: boolean): Response {
  const { headers } = answer;
  headers.set("x-request-id", requestId);
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-frame-options", "DENY");
  headers.set("referrer-policy", "no-referrer");
  // Compressing would hold back what is streamed, and nothing here is for caches.
  headers.set("cache-control", "no-store, no-transform");
  if (!headers.get("content-type")?.startsWith("text/html")) {
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }
  if (secure) headers.set("strict-transport-security", "max-age=31536000");
  return answer;
}

function refusal(status: number, code: string, message: string): Response {
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status });
}
