import type { Admission } from "../limits/limiter.ts";
import type { Exchange } from "./exchange.ts";
import { elapsedMs } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";

/**
 * Turns a request away while the process is full or about to stop. The count includes this request, and everything that
 * was received and is not yet on record.
 */
export function shedLoad(exchange: Exchange): void {
  const { gateway } = exchange;
  if (gateway.isDraining) throw new GatewayError("shutting_down", { retryAfterMs: RETRY_AFTER_MS });
  if (gateway.inFlight > gateway.dependencies.limits.requestsInFlightMax) {
    throw new GatewayError("gateway_overloaded", { retryAfterMs: RETRY_AFTER_MS });
  }
}

/**
 * Reserves what the request may use before anything is spent. The reservation ledger comes in here (see
 * `gateway/limits/limiter.ts`); a denial will be thrown as the `GatewayError` of its limit.
 */
export function admit(exchange: Exchange): Admission | Promise<Admission> {
  const arrivedMs = elapsedMs(exchange);
  const admission: Admission = { reservationId: null };
  exchange.queueMs = elapsedMs(exchange) - arrivedMs;
  return admission;
}

const RETRY_AFTER_MS = 1_000;
