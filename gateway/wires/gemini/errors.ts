import type { ErrorClass } from "../../../shared/contracts/error_class.ts";
import type { UpstreamHeaders } from "../../upstream/upstream.ts";
import { providerMessage } from "../provider_message.ts";
import { RETRY_AFTER_MAX_MS, retryAfterMs } from "../retry_after.ts";
import { statusErrorClass } from "../status_error_class.ts";
import { asObject, asText, parseJson } from "../untyped.ts";
import type { ProviderCall, ProviderFault } from "../wire.ts";

/** The fault that an error inside a 200 is, as a body or as an event; null when `body` tells of none. */
export function geminiFault(body: Record<string, unknown>, secret: string | null): ProviderFault | null {
  const error = readError(body);
  return error === null ? null : faultOf(error, null, secret);
}

/** The fault that an answer with a status outside the 2xx is. */
export function geminiStatusFault(
  call: ProviderCall,
  status: number,
  headers: UpstreamHeaders,
  bytes: Uint8Array<ArrayBuffer>,
  nowMs: number,
): ProviderFault {
  const text = decoder.decode(bytes);
  const error = readError(parseJson(text)) ?? plainError(text, status);
  const fault = faultOf(error, status, call.secret);
  return { ...fault, retryAfterMs: fault.retryAfterMs ?? retryAfterMs(headers, nowMs) };
}

const decoder = new TextDecoder();

interface GeminiError {
  message: string;
  /** `RESOURCE_EXHAUSTED`, …; null when it was not said. */
  status: string | null;
  code: number | null;
  details: Record<string, unknown>[];
}

/** Streams are answered with the error in a list, unless they are asked for as events. */
function readError(body: unknown): GeminiError | null {
  const error = asObject(asObject(Array.isArray(body) ? body[0] : body)?.["error"]);
  if (error === null) return null;
  const { code, details } = error;
  return {
    message: asText(error["message"]) ?? asText(error["status"]) ?? JSON.stringify(error),
    status: asText(error["status"]),
    code: typeof code === "number" ? code : null,
    details: Array.isArray(details) ? details.map((detail) => asObject(detail) ?? {}) : [],
  };
}

function plainError(text: string, status: number): GeminiError {
  const said = /^\s*[<[{]/.test(text) ? null : asText(text.trim());
  return { message: said ?? `status ${status}`, status: null, code: null, details: [] };
}

function faultOf(error: GeminiError, status: number | null, secret: string | null): ProviderFault {
  const fault: ProviderFault = {
    errorClass: errorClassOf(error, status),
    status,
    message: providerMessage(error.message, secret),
    retryAfterMs: retryDelayMs(error),
    clientBody: null,
  };
  if (fault.errorClass === "rate_limited" && isQuotaOfTheDay(error)) fault.quotaExhausted = true;
  return fault;
}

function errorClassOf(error: GeminiError, status: number | null): ErrorClass {
  // A wrong key is an invalid argument to this API, with status 400.
  if (isAboutKey(error)) return "authentication";
  switch (error.status) {
    case "UNAUTHENTICATED":
    case "PERMISSION_DENIED":
    // The account is not what it should be: a country that is not served, or billing that is not set up.
    case "FAILED_PRECONDITION":
      return "authentication";
    case "NOT_FOUND":
      return "not_found";
    case "RESOURCE_EXHAUSTED":
      return "rate_limited";
    case "UNAVAILABLE":
      return "overloaded";
    case "DEADLINE_EXCEEDED":
      return "timeout";
    case "INVALID_ARGUMENT":
    case "OUT_OF_RANGE":
    case "UNIMPLEMENTED":
      return "invalid_request";
    case "INTERNAL":
    case "UNKNOWN":
    case "ABORTED":
    case "CANCELLED":
      return "server_error";
    default: {
      const code = status ?? error.code;
      return code === null || (code >= 200 && code < 300) ? "server_error" : statusErrorClass(code);
    }
  }
}

function isAboutKey(error: GeminiError): boolean {
  const reasons = detailsOf(error, "ErrorInfo").map((detail) => asText(detail["reason"]) ?? "");
  return reasons.some((reason) => reason.startsWith("API_KEY_")) || /^API key (not valid|expired)/i.test(error.message);
}

/** A quota of the day, or one of nothing at all: waiting as long as is asked for does not help. */
function isQuotaOfTheDay(error: GeminiError): boolean {
  return detailsOf(error, "QuotaFailure")
    .flatMap((detail) => Array.isArray(detail["violations"]) ? detail["violations"] : [])
    .some((violation) => {
      const fields = asObject(violation);
      return /PerDay/i.test(asText(fields?.["quotaId"]) ?? "") || fields?.["quotaValue"] === "0";
    });
}

/** `"34.4s"`. */
function retryDelayMs(error: GeminiError): number | null {
  for (const detail of detailsOf(error, "RetryInfo")) {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(asText(detail["retryDelay"]) ?? "");
    if (seconds !== null) return Math.min(RETRY_AFTER_MAX_MS, Math.ceil(Number(seconds[1]) * 1_000));
  }
  return null;
}

function detailsOf({ details }: GeminiError, type: string): Record<string, unknown>[] {
  return details.filter((detail) => asText(detail["@type"])?.endsWith(`google.rpc.${type}`) === true);
}
