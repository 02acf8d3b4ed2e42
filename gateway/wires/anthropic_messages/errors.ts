import type Anthropic from "@anthropic-ai/sdk";
import type { ErrorClass } from "../../../shared/contracts/error_class.ts";
import type { UpstreamHeaders } from "../../upstream/upstream.ts";
import type { ProviderCall, ProviderFault } from "../wire.ts";
import { providerMessage, redactSecrets } from "../provider_message.ts";
import { retryAfterMs } from "../retry_after.ts";
import { statusErrorClass } from "../status_error_class.ts";
import { asObject, asText, parseJson } from "../untyped.ts";

/** Whether a parsed body or event is an error; one that a proxy wrote may lack the type. */
export function readsAsError(body: Record<string, unknown>): boolean {
  return body["type"] === "error" || (body["type"] === undefined && asObject(body["error"]) !== null);
}

/** The fault that `{"type":"error","error":{…}}` inside a 200 is, in a body or in a stream. */
export function anthropicFault(body: Record<string, unknown>, secret: string | null): ProviderFault {
  const error = readError(body);
  return faultOf(error, typeErrorClass(error.type), { status: null, secret });
}

/** The fault that an answer with a status outside the 2xx is. */
export function anthropicStatusFault(
  call: ProviderCall,
  status: number,
  headers: UpstreamHeaders,
  bytes: Uint8Array<ArrayBuffer>,
  nowMs: number,
): ProviderFault {
  const text = decoder.decode(bytes);
  const body = asObject(parseJson(text));
  const error = body === null ? plainError(text, status) : readError(body);
  const fault = faultOf(error, statusErrorClass(status), { status, secret: call.secret });
  const clientBody = isForClient(call, fault.errorClass, body, text) ? bytes : null;
  return { ...fault, retryAfterMs: retryAfterMs(headers, nowMs), clientBody };
}

const decoder = new TextDecoder();

interface AnthropicError {
  type: string | null;
  /** The finer code that some errors carry in their details. */
  code: string | null;
  message: string;
}

function readError(body: Record<string, unknown>): AnthropicError {
  const error = asObject(body["error"]);
  const details = asObject(error?.["details"]);
  const type = asText(error?.["type"]);
  return {
    type,
    code: asText(details?.["error_code"]),
    message: asText(error?.["message"]) ?? asText(body["message"]) ?? type ?? "an error without a message",
  };
}

function plainError(text: string, status: number): AnthropicError {
  const isPage = /^\s*</.test(text);
  return { type: null, code: null, message: (isPage ? null : asText(text.trim())) ?? `status ${status}` };
}

function faultOf(
  error: AnthropicError,
  errorClass: ErrorClass,
  origin: { status: number | null; secret: string | null },
): ProviderFault {
  const fault: ProviderFault = {
    errorClass: isSpent(error) ? "rate_limited" : errorClass,
    status: origin.status,
    message: providerMessage(error.message, origin.secret),
    retryAfterMs: null,
    clientBody: null,
  };
  if (isSpent(error)) fault.quotaExhausted = true;
  return fault;
}

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
  if (!isNative(call) || errorClass === "authentication" || asObject(body?.["error"]) === null) return false;
  return redactSecrets(text, call.secret) === text;
}

/** Whether the client speaks as the provider does. */
function isNative({ dialect }: ProviderCall): boolean {
  return dialect === "anthropic_messages" || dialect === "anthropic_count_tokens";
}

/**
 * An enforced spend limit comes as a 429 like any other, an empty account and a used-up monthly limit even as a 400: all
 * three are the credential's trouble, not the request's, and waiting a second does not help.
 */
function isSpent(error: AnthropicError): boolean {
  return error.type === "billing_error" || /spend_limit_reached$/.test(error.code ?? "") ||
    spentWords.test(error.message);
}

const spentWords = /credit balance is too low|specified API usage limits|(monthly|workspace|enforced) spend limit/i;

function typeErrorClass(type: string | null): ErrorClass {
  const known = type as Anthropic.ErrorType | null;
  switch (known) {
    case "overloaded_error":
      return "overloaded";
    case "rate_limit_error":
    case "billing_error":
      return "rate_limited";
    case "authentication_error":
    case "permission_error":
      return "authentication";
    case "not_found_error":
      return "not_found";
    case "invalid_request_error":
    case "memory_precondition_failed_error":
    case "memory_path_conflict_error":
    case "conflict_error":
      return "invalid_request";
    case "timeout_error":
      return "timeout";
    case "api_error":
    case null:
      return "server_error";
    default:
      known satisfies never;
      return "server_error";
  }
}
