import { RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import { limitHeaders } from "../../shared/policy/limit_headers.ts";
import type { AppliedLimits, Exchange } from "./exchange.ts";

/**
 * The answer of a request that went well, with what it says of itself. The headers are appended one by one: given to the
 * constructor, the runtime would build a second, native response of them, which costs more than all the rest.
 */
export function answerOf(
  exchange: Exchange,
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
  form: "json" | "stream",
): Response {
  const response = new Response(body);
  const { headers } = response;
  if (form === "json") {
    headers.append("content-type", "application/json");
  } else {
    headers.append("content-type", "text/event-stream; charset=utf-8");
    headers.append("cache-control", "no-cache");
  }
  tellAnswer(exchange, headers);
  return response;
}

/** Adds what every answer says of itself, as far as it is known by now. */
export function tellAnswer(exchange: Exchange, headers: Headers): void {
  const { caller, route, candidate, droppedFields, degradation, dialect } = exchange;
  headers.append(RESPONSE_HEADERS.requestId, exchange.id);
  if (dialect.requestIdHeader !== undefined) headers.append(dialect.requestIdHeader, exchange.id);
  if (caller !== null) headers.append(RESPONSE_HEADERS.revision, caller.tenant.label);
  if (route?.route != null) headers.append(RESPONSE_HEADERS.route, route.route.name);
  if (exchange.cache !== null) headers.append(RESPONSE_HEADERS.cache, exchange.cache.state);
  const answered = exchange.attemptsBegun > 0 ? candidate!.target : exchange.cache?.answer?.target;
  if (answered !== undefined) {
    headers.append(RESPONSE_HEADERS.target, headerText(`${answered.provider}/${answered.model}`));
    headers.append(RESPONSE_HEADERS.attempts, String(exchange.attemptsBegun));
  }
  if (droppedFields.length > 0) headers.append(RESPONSE_HEADERS.dropped, headerText(droppedFields.join(",")));
  if (degradation.length > 0) headers.append(RESPONSE_HEADERS.degraded, degradation.join(","));
  if (exchange.limits !== null) tellLimits(headers, exchange, exchange.limits);
  // The client's next request must not meet a connection that is being closed.
  if (exchange.gateway.isLeaving) headers.append("connection", "close");
}

/** In the words of the client's API as the counters stood at admission, and which limit refused the request, if one did. */
function tellLimits(headers: Headers, exchange: Exchange, limits: AppliedLimits): void {
  const { evaluation: { claims }, counters, refusedBy } = limits;
  if (counters !== null) {
    const family = exchange.dialect.name.startsWith("anthropic") ? "anthropic" : "openai";
    limitHeaders(family, { claims, counters, nowMs: exchange.gateway.dependencies.clock.now() }, headers);
  }
  if (refusedBy === null) return;
  headers.append(RESPONSE_HEADERS.policy, refusedBy.policyId);
  headers.append(RESPONSE_HEADERS.limit, refusedBy.limit);
}

/** Model and field names come from clients and may hold what a header must not: percent-encoded, and cut short. */
function headerText(text: string): string {
  const safe = /^[\x20-\x7e]*$/.test(text) ? text : encodeURI(text.toWellFormed());
  return safe.slice(0, HEADER_LENGTH_MAX);
}

const HEADER_LENGTH_MAX = 1_024;
