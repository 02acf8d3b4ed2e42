import { asGatewayError, errorResponse } from "../http/error_response.ts";
import { answerOf, tellAnswer } from "./answer_headers.ts";
import { discardBody } from "./discard_body.ts";
import { keepAnswer } from "./keep_answer.ts";
import { elapsedMs, type Exchange } from "./exchange.ts";
import type { Answer } from "./fail_over.ts";
import { GatewayError } from "./gateway_error.ts";
import { type Ending, recordEnding } from "./record.ts";

/** Gives the client its answer: a whole one when it is on record, a streamed one as it comes. */
export function respond(exchange: Exchange, answer: Answer): Response | Promise<Response> {
  if (answer.state === "streaming") return answerOf(exchange, answer.answer.readable, "stream");
  exchange.ttftMs = elapsedMs(exchange);
  const { bytes, facts } = answer;
  const response = answerOf(exchange, bytes, "json");
  exchange.bodies?.append(bytes);
  const use = facts.tokens === null ? { facts, outputTokensSeen: exchange.dialect.estimateAnswer(bytes) } : { facts };
  return recordEnding(exchange, { outcome: "completed", status: 200, errorCode: null, use }).then(() => {
    if (exchange.cache !== null) keepAnswer(exchange, [bytes], facts);
    return response;
  });
}

/** Answers a request that came to nothing, and puts it on record if its owner is known. */
export async function respondError(exchange: Exchange, thrown: unknown): Promise<Response> {
  const error = nameFault(exchange, thrown);
  const [isWhole] = await Promise.all([
    discardBody(exchange.request, exchange.gateway.wheel),
    recordEnding(exchange, endingOf(exchange, error)),
  ]);
  const response = errorResponse(toldTo(exchange, error), exchange.dialect, exchange.id);
  tellAnswer(exchange, response.headers);
  // What is left of the body may never come.
  if (!isWhole || error.code === "request_timeout") response.headers.set("connection", "close");
  return response;
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
