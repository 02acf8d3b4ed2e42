import type { UpstreamFault, UpstreamRequest } from "./upstream.ts";

/** What must not be told of a request. */
type FaultyRequest = Pick<UpstreamRequest, "url" | "headers">;

/** The longest account of a fault, characters. */
const DETAIL_MAX = 256;

/** Says what broke an exchange below HTTP, and tells by the words of the error which class it is. */
export function networkFault(request: FaultyRequest, error: unknown): UpstreamFault {
  const detail = faultDetail(request, error);
  return { errorClass: errorClassOf(detail.slice(detail.indexOf(": "))), detail };
}

/**
 * An account of what broke, for the record; `reason` is an error or a sentence. Of the request only the host is told:
 * neither path, query nor any header's value can be part of it.
 */
export function faultDetail(request: FaultyRequest, reason: unknown): string {
  const told = typeof reason === "string" ? reason : reasonOf(reason);
  return `${hostOf(request.url)}: ${withoutSecrets(told, request)}`.slice(0, DETAIL_MAX);
}

/** The innermost account is the one that tells; the runtime's own begins with the whole URL. */
function reasonOf(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error, depth = 0; cause instanceof Error && depth < CAUSES_MAX; cause = cause.cause, depth++) {
    // Of the addresses of a name that were tried, each has its own.
    const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
    parts.push(first instanceof Error ? first.message : cause.message);
  }
  const told = parts.at(-1) ?? "";
  // This one quotes the value.
  if (/header value|header name/i.test(told)) return "a header of the request is not valid";
  const reason = told.replace(/^error sending request .*?(?=client error)/s, "");
  return reason === "" ? "the connection failed" : reason;
}

const CAUSES_MAX = 5;

function withoutSecrets(reason: string, request: FaultyRequest): string {
  let clean = reason.replaceAll(request.url, hostOf(request.url)).replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, "(url)");
  for (const value of Object.values(request.headers)) {
    if (value.length >= HEADER_VALUE_LENGTH_MIN) clean = clean.replaceAll(value, "(header)");
  }
  return clean;
}

/** Shorter values are no secrets, and taking them out would tear words apart. */
const HEADER_VALUE_LENGTH_MIN = 8;

function errorClassOf(reason: string): UpstreamFault["errorClass"] {
  if (/timed? ?out/i.test(reason)) return "timeout";
  // TLS has words of its own for what is malformed; it is the connection that does not come to stand then.
  if (/corrupt message of type|certificate/i.test(reason)) return "connection";
  // A body that its content coding or its chunk framing does not fit; a lost connection is not among them.
  if (/(decod|decompress|corrupt|invalid gzip|deflate|brotli|chunk size|parse|invalid HTTP)/i.test(reason)) {
    return /reset|closed|eof|incomplete/i.test(reason) ? "connection" : "malformed";
  }
  return "connection";
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "an invalid address";
  }
}
