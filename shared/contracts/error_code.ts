import { z } from "zod";

/** How an error looks on the wire: HTTP status, the `type` of OpenAI's and of Anthropic's error object, whether to retry. */
export interface ErrorDefinition {
  readonly status: number;
  readonly openaiType: string;
  readonly anthropicType: string;
  /** What `x-should-retry` says to SDKs. */
  readonly retry: boolean;
  /** What happened and what to do, in one or two sentences; `{name}` stands for a detail given with the error. */
  readonly message: string;
}

const invalid = { openaiType: "invalid_request_error", anthropicType: "invalid_request_error", retry: false } as const;
const identity = { openaiType: "invalid_request_error", anthropicType: "authentication_error", retry: false } as const;
const permission = { openaiType: "invalid_request_error", anthropicType: "permission_error", retry: false } as const;
const missing = { openaiType: "invalid_request_error", anthropicType: "not_found_error", retry: false } as const;
const limited = { openaiType: "rate_limit_error", anthropicType: "rate_limit_error", retry: true } as const;
const spent = { openaiType: "insufficient_quota", anthropicType: "rate_limit_error", retry: false } as const;
const busy = { openaiType: "server_error", anthropicType: "overloaded_error", retry: true } as const;
const upstream = { openaiType: "server_error", anthropicType: "api_error", retry: false } as const;

/** Every error that the gateway answers or records, by its stable code. Codes are never renamed; each has a page. */
export const ERROR_CODES = {
  missing_api_key: {
    ...identity,
    status: 401,
    message: "No API key was sent. Send it as 'Authorization: Bearer ppk_…' or 'x-api-key: ppk_…'.",
  },
  invalid_api_key: {
    ...identity,
    status: 401,
    message: "The API key is not known. Check that it was copied whole, or create a new one in the console.",
  },
  api_key_revoked: { ...identity, status: 401, message: "The API key was revoked. Use another one." },
  api_key_expired: { ...identity, status: 401, message: "The API key expired. Create a new one." },
  invalid_json: { ...invalid, status: 400, message: "The request body is not valid JSON: {detail}." },
  invalid_request: { ...invalid, status: 400, message: "The request is not valid: {detail}." },
  request_timeout: {
    openaiType: "invalid_request_error",
    anthropicType: "timeout_error",
    retry: true,
    status: 408,
    message: "The request took too long to arrive, or its answer was not read: {detail}. Send it again, faster.",
  },
  body_too_large: {
    ...invalid,
    status: 413,
    message: "The request body is larger than {limit} bytes. Send a smaller one.",
  },
  unsupported_media_type: {
    ...invalid,
    status: 415,
    message: "The request body must be JSON. Send 'content-type: application/json'.",
  },
  not_found: {
    ...missing,
    status: 404,
    message: "There is nothing at {method} {path}. Check the URL of the endpoint.",
  },
  method_not_allowed: { ...invalid, status: 405, message: "{method} is not allowed at {path}. Use {allowed}." },
  model_not_found: {
    ...missing,
    status: 404,
    message:
      "The model '{model}' is neither a route of this project nor 'provider/model'. GET /v1/models lists what can be used.",
  },
  direct_models_not_allowed: {
    ...permission,
    status: 403,
    message: "This project does not allow 'provider/model'. Use the name of one of its routes.",
  },
  model_not_allowed: { ...permission, status: 403, message: "Policy '{policy}' does not allow the model '{model}'." },
  provider_not_allowed: {
    ...permission,
    status: 403,
    message: "Policy '{policy}' does not allow the provider '{provider}'.",
  },
  feature_not_supported: {
    ...invalid,
    status: 400,
    message: "The request cannot be translated for '{provider}': {detail}.",
  },
  requests_limit_exceeded: {
    ...limited,
    status: 429,
    message: "Policy '{policy}' allows {max} requests a minute. Try again in {retryAfter} s.",
  },
  tokens_limit_exceeded: {
    ...limited,
    status: 429,
    message: "Policy '{policy}' allows {max} tokens a minute. Try again in {retryAfter} s.",
  },
  concurrency_limit_exceeded: {
    ...limited,
    status: 429,
    message: "Policy '{policy}' allows {max} requests at a time. Try again when one has ended.",
  },
  budget_exceeded: { ...spent, status: 429, message: "The budget of policy '{policy}' is spent until {resetAt}." },
  max_tokens_exceeded: { ...invalid, status: 400, message: "Policy '{policy}' allows {max} tokens a request." },
  limiter_unavailable: {
    ...busy,
    status: 503,
    message: "The counters of policy '{policy}' cannot be reached and it is set to refuse then. Try again shortly.",
  },
  configuration_unavailable: {
    ...busy,
    status: 503,
    message: "The gateway has no configuration for this key yet and cannot reach the feed. Try again shortly.",
  },
  gateway_overloaded: {
    ...busy,
    status: 503,
    message: "The gateway has too many requests in flight. Try again shortly.",
  },
  shutting_down: {
    ...busy,
    status: 503,
    message: "This gateway is shutting down. Try again: another one will answer.",
  },
  credential_unavailable: {
    ...upstream,
    status: 502,
    message: "The provider '{provider}' has no usable credential. Set one in the console.",
  },
  provider_kind_unavailable: {
    ...upstream,
    status: 501,
    message: "Providers of the kind '{kind}' cannot be called by this gateway. Use another target or a newer build.",
  },
  upstream_unreachable: { ...upstream, status: 502, message: "The provider '{provider}' could not be reached." },
  upstream_timeout: { ...upstream, status: 504, message: "The provider '{provider}' did not answer in time." },
  upstream_rate_limited: {
    ...limited,
    retry: false,
    status: 429,
    message: "The provider '{provider}' limits our rate.",
  },
  upstream_overloaded: { ...busy, retry: false, status: 503, message: "The provider '{provider}' is overloaded." },
  upstream_circuit_open: {
    ...busy,
    retry: false,
    status: 503,
    message: "The provider '{provider}' has failed too often lately and is left alone. Try again in {retryAfter} s.",
  },
  upstream_error: { ...upstream, status: 502, message: "The provider '{provider}' failed with status {status}." },
  upstream_authentication: {
    ...upstream,
    status: 502,
    message: "The provider '{provider}' refused the credential stored for it. Check it in the console.",
  },
  upstream_not_found: {
    ...missing,
    status: 404,
    message: "The provider '{provider}' does not know the model '{model}'.",
  },
  upstream_invalid_request: {
    ...invalid,
    status: 400,
    message: "The provider '{provider}' refused the request: {detail}.",
  },
  upstream_malformed: {
    ...upstream,
    status: 502,
    message: "The provider '{provider}' sent an answer that cannot be understood.",
  },
  stream_interrupted: {
    ...upstream,
    status: 502,
    message: "The provider '{provider}' broke off its answer. What came before is incomplete.",
  },
  stream_stalled: {
    ...upstream,
    status: 504,
    message: "The provider '{provider}' stopped sending for {idleMs} ms. What came before is incomplete.",
  },
  stream_too_slow: {
    ...upstream,
    status: 504,
    message:
      "The provider '{provider}' sent fewer than {chunksMin} chunks in {windowMs} ms. What came before is incomplete.",
  },
  client_closed_request: { ...invalid, status: 499, message: "The client went away before the answer was finished." },
  process_interrupted: { ...upstream, status: 500, message: "The gateway process ended with this request in flight." },
  internal_error: {
    ...upstream,
    status: 500,
    message: "Something went wrong in the gateway. Give request id {requestId} to whoever runs it.",
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERROR_CODES;
export const errorCode = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]);

/** Codes of the GraphQL API, as `code` of its error types and as `extensions.code` of top-level errors. */
export const GRAPHQL_ERROR_CODES = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "VALIDATION",
  "CONFLICT",
  "RATE_LIMITED",
  "UNAVAILABLE",
  "INTERNAL",
] as const;
export type GraphqlErrorCode = (typeof GRAPHQL_ERROR_CODES)[number];
