import { REQUEST_HEADERS, RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { anthropicCountTokensDialect } from "../dialects/anthropic_count_tokens/dialect.ts";
import { anthropicMessagesDialect } from "../dialects/anthropic_messages/dialect.ts";
import type { ClientDialect } from "../dialects/client_dialect.ts";
import { openaiChatDialect } from "../dialects/openai_chat/dialect.ts";
import { openaiEmbeddingsDialect } from "../dialects/openai_embeddings/dialect.ts";
import { openaiResponsesDialect } from "../dialects/openai_responses/dialect.ts";
import { answerInternal } from "../internal/answer_internal.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { GatewayError } from "../pipeline/gateway_error.ts";
import { answerRequest } from "../pipeline/pipeline.ts";
import { discardBody } from "../pipeline/discard_body.ts";
import { errorResponse } from "./error_response.ts";
import { livez, readyz } from "./health.ts";
import { answerMetrics } from "./metrics.ts";
import { getModel, listModels } from "./models.ts";

/** Answers one request by its path and method. */
export function routeRequest(gateway: Gateway, request: Request): Response | Promise<Response> {
  const path = pathOf(request.url);
  // The path that all the work is on is looked at first.
  if (path === "/v1/chat/completions" && request.method === "POST") {
    return answerRequest(gateway, request, openaiChatDialect);
  }
  const resource = findResource(path);
  if (resource === null) {
    return answerHidden(gateway, request, path) ?? refuse(gateway, request, { path, allowed: null });
  }
  const { method } = request;
  if (method === resource.method) return resource.answer(gateway, request);
  if (method === "HEAD" && resource.method === "GET") return head(resource.answer(gateway, request));
  return refuse(gateway, request, { path, allowed: resource.method === "GET" ? "GET, HEAD" : resource.method });
}

/** What is there only for those who show the internal secret. */
function answerHidden(gateway: Gateway, request: Request, path: string): Promise<Response> | null {
  if (path === "/metrics") return answerMetrics(gateway, request);
  return path.startsWith("/internal/") ? answerInternal(gateway, request, path) : null;
}

interface Resource {
  method: "GET" | "POST";
  answer(gateway: Gateway, request: Request): Response | Promise<Response>;
}

const RESOURCES = new Map<string, Resource>([
  ["/v1/chat/completions", modelResource(openaiChatDialect)],
  ["/v1/responses", modelResource(openaiResponsesDialect)],
  ["/v1/embeddings", modelResource(openaiEmbeddingsDialect)],
  ["/v1/messages", modelResource(anthropicMessagesDialect)],
  ["/v1/messages/count_tokens", modelResource(anthropicCountTokensDialect)],
  ["/v1/models", { method: "GET", answer: listModels }],
  ["/livez", { method: "GET", answer: livez }],
  ["/readyz", { method: "GET", answer: readyz }],
]);

function modelResource(dialect: ClientDialect): Resource {
  return { method: "POST", answer: (gateway, request) => answerRequest(gateway, request, dialect) };
}

/** In whose words an error is told at a path that is nobody's: Anthropic's clients all say which version they speak. */
function dialectOf(path: string, request: Request): ClientDialect {
  const isAnthropic = path.startsWith("/v1/messages") || request.headers.has(REQUEST_HEADERS.anthropicVersion);
  return isAnthropic ? anthropicMessagesDialect : openaiChatDialect;
}

const MODEL_PREFIX = "/v1/models/";

/** The path alone, without a trailing slash; a `URL` would cost ten times as much. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  if (start < 0) return "/";
  let end = url.length;
  for (const mark of ["?", "#"]) {
    const at = url.indexOf(mark, start);
    if (at >= 0 && at < end) end = at;
  }
  if (end - start > 1 && url[end - 1] === "/") end--;
  return url.slice(start, end);
}

function findResource(path: string): Resource | null {
  const resource = RESOURCES.get(path);
  if (resource !== undefined) return resource;
  if (!path.startsWith(MODEL_PREFIX)) return null;
  const id = decode(path.slice(MODEL_PREFIX.length));
  return { method: "GET", answer: (gateway, request) => getModel(gateway, request, id) };
}

/** A name that is not well-formed percent-encoding is looked up as it is, and not found. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function head(answer: Response | Promise<Response>): Promise<Response> {
  const { status, headers, body } = await answer;
  await body?.cancel();
  return new Response(null, { status, headers });
}

async function refuse(
  gateway: Gateway,
  request: Request,
  why: { path: string; allowed: string | null },
): Promise<Response> {
  const isWhole = await discardBody(request, gateway.wheel);
  const { clock, logger } = gateway.dependencies;
  const requestId = uuidv7(clock.now());
  const details = { method: request.method, path: why.path.slice(0, PATH_LENGTH_MAX), allowed: why.allowed ?? "" };
  const error = new GatewayError(why.allowed === null ? "not_found" : "method_not_allowed", { details });
  logger.info("request_unroutable", { requestId, errorCode: error.code, status: error.status });
  const dialect = dialectOf(why.path, request);
  const response = errorResponse(error, dialect, requestId);
  const { headers } = response;
  headers.append(RESPONSE_HEADERS.requestId, requestId);
  if (dialect.requestIdHeader !== undefined) headers.append(dialect.requestIdHeader, requestId);
  if (why.allowed !== null) headers.append("allow", why.allowed);
  if (!isWhole) headers.append("connection", "close");
  return request.method === "HEAD" ? await head(response) : response;
}

const PATH_LENGTH_MAX = 256;
