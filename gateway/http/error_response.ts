import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import { ERROR_CODES, type ErrorCode } from "../../shared/contracts/error_code.ts";
import { RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import type { ClientDialect } from "../dialects/client_dialect.ts";
import { GatewayError } from "../pipeline/gateway_error.ts";
import type { ProviderFault } from "../wires/wire.ts";

/** The answer that an error is in the client's dialect. `requestId`: the request's UUIDv7, where its body may tell it. */
export function errorResponse(error: GatewayError, dialect: ClientDialect, requestId: string | null = null): Response {
  const body = error.passThrough?.body ?? dialect.errorBody(error, requestId);
  const response = new Response(body, { status: error.status });
  const { headers } = response;
  headers.set("content-type", "application/json");
  // OpenAI's and Anthropic's clients obey it: what we have retried already must not be multiplied by theirs.
  headers.append(RESPONSE_HEADERS.shouldRetry, String(ERROR_CODES[error.code].retry));
  if (error.retryAfterMs !== null) {
    headers.append(RESPONSE_HEADERS.retryAfter, String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000))));
  }
  return response;
}

/** Whatever was thrown as a fault of ours, unless it is one that has a name. */
export function asGatewayError(thrown: unknown, requestId: string): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError("internal_error", { details: { requestId }, cause: thrown });
}

/** What the client is told when a provider did not answer well and there is no other target to try. */
export function providerError(fault: ProviderFault, target: TargetNode): GatewayError {
  const { provider, model } = target;
  return new GatewayError(CODES[fault.errorClass], {
    details: { provider, model, detail: fault.message, status: fault.status ?? 200 },
    retryAfterMs: fault.retryAfterMs,
    passThrough: passThrough(fault),
    internal: fault.message,
  });
}

/**
 * What a failure is called. A provider that refuses our credential is a 502 and never a 401: the client would take its
 * own key for wrong.
 */
const CODES: Readonly<Record<ErrorClass, ErrorCode>> = {
  connection: "upstream_unreachable",
  timeout: "upstream_timeout",
  rate_limited: "upstream_rate_limited",
  overloaded: "upstream_overloaded",
  server_error: "upstream_error",
  authentication: "upstream_authentication",
  not_found: "upstream_not_found",
  invalid_request: "upstream_invalid_request",
  malformed: "upstream_malformed",
};

/** Only what is the request's own fault is told in the provider's words; the rest is about us and the provider. */
function passThrough(fault: ProviderFault): { status: number; body: Uint8Array<ArrayBuffer> } | null {
  if (fault.errorClass !== "invalid_request" || fault.clientBody === null || fault.status === null) return null;
  return { status: fault.status, body: fault.clientBody };
}
