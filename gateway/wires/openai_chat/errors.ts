import type { ErrorClass } from "../../../shared/contracts/error_class.ts";
import type { Dialect } from "../../../shared/contracts/request_record.ts";
import type { UpstreamHeaders } from "../../upstream/upstream.ts";
import type { ProviderCall, ProviderFault, Wire } from "../wire.ts";
import { providerMessage, redactSecrets } from "../provider_message.ts";
import { retryAfterMs } from "../retry_after.ts";
import { statusErrorClass } from "../status_error_class.ts";
import { asObject, asText, parseJson } from "../untyped.ts";

/** An error as OpenAI and those who speak its API write it, inside a body or a stream. */
export interface OpenaiError {
  message: string;
  type: string | null;
  code: string | number | null;
}

/** The error in a parsed body or chunk; null when it tells of none. */
export function readOpenaiError(body: Record<string, unknown>): OpenaiError | null {
  // Mistral and vLLM write the error's fields at the top: {"object":"error","message":…}.
  const said = body["object"] === "error" ? body : body["error"];
  if (said === undefined || said === null || said === false) return null;
  const fields = asObject(said);
  const code = fields?.["code"];
  return {
    message: asText(fields?.["message"]) ?? asText(said) ?? JSON.stringify(fields?.["message"] ?? said),
    type: asText(fields?.["type"]),
    code: typeof code === "string" || typeof code === "number" ? code : null,
  };
}

/** The fault that an error inside a 200 is. */
export function openaiFault(error: OpenaiError, secret: string | null): ProviderFault {
  const fault: ProviderFault = {
    errorClass: errorClassOf(error, null),
    status: null,
    message: providerMessage(error.message, secret),
    retryAfterMs: null,
    clientBody: null,
  };
  if (isQuota(error, null)) fault.quotaExhausted = true;
  return fault;
}

/** The fault that an answer with a status outside the 2xx is, of chat completions. */
export const openaiStatusFault = openaiStatusFaults("openai_chat");

/** The same for a resource whose own dialect is `native`: its clients get the provider's error body as it is. */
export function openaiStatusFaults(native: Dialect): Wire["fault"] {
  return (call, ...answer) => statusFault(native, call, ...answer);
}

function statusFault(
  native: Dialect,
  call: ProviderCall,
  status: number,
  headers: UpstreamHeaders,
  bytes: Uint8Array<ArrayBuffer>,
  nowMs: number,
): ProviderFault {
  const text = decoder.decode(bytes);
  const body = asObject(parseJson(text));
  const error = readBody(body, text, status);
  const errorClass = errorClassOf(error, status);
  const fault: ProviderFault = {
    errorClass,
    status,
    message: providerMessage(error.message, call.secret),
    retryAfterMs: retryAfterMs(headers, nowMs),
    clientBody: call.dialect === native && isForClient(call, errorClass, body, text) ? bytes : null,
  };
  if (isQuota(error, status)) fault.quotaExhausted = true;
  return fault;
}

const decoder = new TextDecoder();

function readBody(body: Record<string, unknown> | null, text: string, status: number): OpenaiError {
  const error = body === null ? null : readOpenaiError(body);
  if (error !== null) return error;
  const said = body?.["message"] ?? body?.["detail"];
  const isPage = /^\s*</.test(text);
  const plain = body === null && !isPage ? asText(text.trim()) : null;
  const message = asText(said) ?? (said === undefined ? plain : JSON.stringify(said)) ?? `status ${status}`;
  return { message, type: null, code: null };
}

/** What was said first, since several providers answer a wrong model with 400 and an empty account with 403. */
function errorClassOf(error: OpenaiError, status: number | null): ErrorClass {
  if (isQuota(error, status)) return "rate_limited";
  if (error.code === "model_not_found") return "not_found";
  if (status !== null) return statusErrorClass(status);
  const numeric = Number(error.code ?? NaN);
  if (numeric >= 400 && numeric <= 599) return statusErrorClass(numeric);
  return spokenErrorClass(`${error.type ?? ""} ${error.code ?? ""}`);
}

function spokenErrorClass(words: string): ErrorClass {
  if (/rate_limit|too_many_requests/.test(words)) return "rate_limited";
  if (/overloaded|unavailable/.test(words)) return "overloaded";
  if (/timeout/.test(words)) return "timeout";
  if (/authentication|permission|invalid_api_key/.test(words)) return "authentication";
  if (/not_found/.test(words)) return "not_found";
  if (/invalid_request|context_length|content_filter|BadRequest/.test(words)) return "invalid_request";
  return "server_error";
}

function isQuota(error: OpenaiError, status: number | null): boolean {
  return status === 402 || [error.type, error.code].some((word) => typeof word === "string" && quotaWords.has(word));
}

const quotaWords = new Set([
  "insufficient_quota",
  "billing_hard_limit_reached",
  "billing_not_active",
  "quota_exceeded",
]);

/**
 * Whether the body may go to the client as it is. What a provider says of our credential is not for the client, and
 * neither is a body that holds anything like a key.
 */
function isForClient(
  call: ProviderCall,
  errorClass: ErrorClass,
  body: Record<string, unknown> | null,
  text: string,
): boolean {
  if (errorClass === "authentication" || asObject(body?.["error"]) === null) return false;
  return redactSecrets(text, call.secret) === text;
}
