import { beginGathering } from "../bodies/gathered_bodies.ts";
import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import type { Exchange, ModelRequest } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { readBody } from "./read_body.ts";

/** Reads and understands a request in the client's dialect; throws a `GatewayError` that names what is wrong with it. */
export function readRequest(exchange: Exchange): Promise<ModelRequest> {
  const { request, gateway } = exchange;
  requireJson(request.headers.get(REQUEST_HEADERS.contentType));
  const { bodyBytesMax: bytesMax, requestBodyMs } = gateway.dependencies.limits;
  return readBody(request, { bytesMax, requestBodyMs, wheel: gateway.wheel }).then((bytes) =>
    understand(exchange, bytes)
  );
}

function understand(exchange: Exchange, bytes: Uint8Array<ArrayBuffer>): ModelRequest {
  const { request, dialect } = exchange;
  const parsed = dialect.parse(parseJson(bytes));
  if (parsed.state === "invalid") {
    throw new GatewayError("invalid_request", { details: { detail: parsed.detail }, param: parsed.param });
  }
  const { facts, body } = parsed;
  const estimate = dialect.estimateRequest(body);
  exchange.asked = {
    body,
    bytes,
    facts,
    endUser: facts.endUser ?? exchange.origin?.endUser ??
      request.headers.get(REQUEST_HEADERS.endUser)?.slice(0, END_USER_MAX) ?? null,
    estimatedTokens: estimate.inputTokens,
    outputTokensMax: estimate.outputTokensMax,
  };
  exchange.bodies = beginGathering(exchange);
  return exchange.asked;
}

const END_USER_MAX = 256;
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A request without the header is taken at its word: it says nothing wrong. */
function requireJson(contentType: string | null): void {
  if (contentType === null || contentType === "application/json") return;
  const essence = contentType.split(";", 1)[0]!.trim().toLowerCase();
  if (essence === "application/json" || essence.endsWith("+json")) return;
  throw new GatewayError("unsupported_media_type");
}

function parseJson(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (error) {
    const detail = error instanceof SyntaxError ? error.message : "it is not UTF-8";
    throw new GatewayError("invalid_json", { details: { detail } });
  }
}
