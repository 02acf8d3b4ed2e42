import { RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import { limitHeaders } from "../../shared/policy/limit_headers.ts";
import { asGatewayError, errorResponse } from "../http/error_response.ts";
import { discardBody } from "./discard_body.ts";
import { keepAnswer } from "./keep_answer.ts";
import { type AppliedLimits, elapsedMs, type Exchange } from "./exchange.ts";
import type { Answer } from "./fail_over.ts";
import { GatewayError } from "./gateway_error.ts";
import { type Ending, recordEnding } from "./record.ts";

/** Gives the client its answer: a whole one when it is on record, a streamed one as it comes. */
export async function respond(exchange: Exchange, answer: Answer): Promise<Response> {
  const headers = answerHeaders(exchange);
  if (answer.state === "streaming") {
    headers["content-type"] = "text/event-stream; charset=utf-8";
    headers["cache-control"] = "no-cache";
    return new Response(answer.answer.readable, { headers });
  }
  headers["content-type"] = "application/json";
  exchange.ttftMs = elapsedMs(exchange);
  const { bytes, facts } = answer;
  exchange.bodies?.append(bytes);
  const use = facts.tokens === null ? { facts, outputTokensSeen: exchange.dialect.estimateAnswer(bytes) } : { facts };
  await recordEnding(exchange, { outcome: "completed", status: 200, errorCode: null, use });
  keepAnswer(exchange, [bytes], facts);
  return new Response(bytes, { headers });
}

/** Answers a request that came to nothing, and puts it on record if its owner is known. */
export async function respondError(exchange: Exchange, thrown: unknown): Promise<Response> {
  const error = nameFault(exchange, thrown);
  const [isWhole] = await Promise.all([
    discardBody(exchange.request, exchange.gateway.wheel),
    recordEnding(exchange, endingOf(exchange, error)),
  ]);
  const headers = answerHeaders(exchange);
  // What is left of the body may never come.
  if (!isWhole || error.code === "request_timeout") headers["connection"] = "close";
  return errorResponse(toldTo(exchange, error), exchange.dialect, headers);
}

/** It was not the client that went: it can send the request to another process. */
function toldTo({ gateway }: Exchange, error: GatewayError): GatewayError {
  const isCutOff = gateway.isCuttingOff && error.code === "client_closed_request";
  return isCutOff ? new GatewayError("shutting_down", { retryAfterMs: 1_000 }) : error;
}

/** Whatever was thrown as a `GatewayError`; a fault that has no name is logged with its stack. */
export function nameFault(exchange: Exchange, thrown: unknown): GatewayError {
  const error = asGatewayError(thrown, exchange.id);
  if (error.code === "internal_error") {
    const { cause } = error;
    exchange.gateway.dependencies.logger.error("request_fault", {
      requestId: exchange.id,
      error: cause instanceof Error ? cause.stack ?? cause.message : String(cause),
    });
  }
  return error;
}

/** What every answer says of itself, as far as it is known by now. */
export function answerHeaders(exchange: Exchange): Record<string, string> {
  const headers: Record<string, string> = { [RESPONSE_HEADERS.requestId]: exchange.id };
  const { caller, route, candidate, droppedFields, degradation, dialect } = exchange;
  if (dialect.requestIdHeader !== undefined) headers[dialect.requestIdHeader] = exchange.id;
  if (caller !== null) headers[RESPONSE_HEADERS.revision] = caller.tenant.label;
  if (route?.route != null) headers[RESPONSE_HEADERS.route] = route.route.name;
  if (exchange.cache !== null) headers[RESPONSE_HEADERS.cache] = exchange.cache.state;
  const answered = exchange.attemptsBegun > 0 ? candidate!.target : exchange.cache?.answer?.target;
  if (answered !== undefined) {
    headers[RESPONSE_HEADERS.target] = headerText(`${answered.provider}/${answered.model}`);
    headers[RESPONSE_HEADERS.attempts] = String(exchange.attemptsBegun);
  }
  if (droppedFields.length > 0) headers[RESPONSE_HEADERS.dropped] = headerText(droppedFields.join(","));
  if (degradation.length > 0) headers[RESPONSE_HEADERS.degraded] = degradation.join(",");
  if (exchange.limits !== null) tellLimits(headers, exchange, exchange.limits);
  // The client's next request must not meet a connection that is being closed.
  if (exchange.gateway.isLeaving) headers["connection"] = "close";
  return headers;
}

/** In the words of the client's API as the counters stood at admission, and which limit refused the request, if one did. */
function tellLimits(headers: Record<string, string>, exchange: Exchange, limits: AppliedLimits): void {
  const { evaluation: { claims }, counters, refusedBy } = limits;
  if (counters !== null) {
    const family = exchange.dialect.name.startsWith("anthropic") ? "anthropic" : "openai";
    Object.assign(
      headers,
      limitHeaders(family, { claims, counters, nowMs: exchange.gateway.dependencies.clock.now() }),
    );
  }
  if (refusedBy === null) return;
  headers[RESPONSE_HEADERS.policy] = refusedBy.policyId;
  headers[RESPONSE_HEADERS.limit] = refusedBy.limit;
}

/** Model and field names come from clients and may hold what a header must not: percent-encoded, and cut short. */
function headerText(text: string): string {
  const safe = /^[\x20-\x7e]*$/.test(text) ? text : encodeURI(text.toWellFormed());
  return safe.slice(0, HEADER_LENGTH_MAX);
}

const HEADER_LENGTH_MAX = 1_024;

function endingOf(exchange: Exchange, error: GatewayError): Ending {
  if (error.code === "client_closed_request") {
    // The provider has been asked, and may charge for what nobody gets to see.
    const facts = { tokens: null, modelServed: null, serviceTier: null };
    const use = exchange.dispatched ? { facts, brokenOff: true } : null;
    return { outcome: "cancelled", status: 499, errorCode: error.code, use };
  }
  // A target that could not be called is a fault of the configuration, unless it was the request that could not be said.
  const refused = exchange.attempts.length === 0 ? error.status < 500 || TURNED_AWAY.has(error.code) : false;
  const denied = refused || (!exchange.dispatched && error.code === "feature_not_supported");
  return { outcome: denied ? "denied" : "failed", status: error.status, errorCode: error.code, use: null };
}

/** Refusals with a status of a fault. */
const TURNED_AWAY: ReadonlySet<string> = new Set(["gateway_overloaded", "shutting_down", "limiter_unavailable"]);
