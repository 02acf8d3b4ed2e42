import { type AppliedLimits, type Caller, elapsedMs, type Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { limitError } from "./limit_error.ts";

/**
 * Turns a request away while the process is full or about to stop. The count includes this request, and everything that
 * was received and is not yet on record.
 */
export function shedLoad(exchange: Exchange): void {
  const { gateway } = exchange;
  if (gateway.isDraining) {
    gateway.turnAway();
    throw new GatewayError("shutting_down", { retryAfterMs: RETRY_AFTER_MS });
  }
  if (gateway.inFlight > gateway.dependencies.limits.requestsInFlightMax) {
    throw new GatewayError("gateway_overloaded", { retryAfterMs: RETRY_AFTER_MS });
  }
}

/**
 * Reserves what the request may use before anything is spent, once for all targets that it may reach. Throws the
 * `GatewayError` of the limit that denies it. Null: no counter is kept for it (it generates nothing, or no such limit
 * applies), and there is nothing to wait for.
 */
export function admit(exchange: Exchange, caller: Caller): Promise<void> | null {
  const { limits, dialect } = exchange;
  if (limits === null || limits.evaluation.claims.length === 0 || dialect.isFree === true) return null;
  return reserve(exchange, { caller, limits });
}

async function reserve(
  exchange: Exchange,
  { caller, limits }: { caller: Caller; limits: AppliedLimits },
): Promise<void> {
  const { evaluation } = limits;
  const arrivedMs = elapsedMs(exchange);
  const { limiter, metrics } = exchange.gateway.dependencies;
  const decision = await limiter.reserve(caller.key.tenantId, exchange.id, evaluation);
  exchange.queueMs = elapsedMs(exchange) - arrivedMs;
  metrics.decided(decision, exchange.queueMs);
  const { verdicts } = evaluation;
  limits.verdicts = verdicts.length === 0 ? decision.verdicts : [...verdicts, ...decision.verdicts];
  limits.counters = decision.counters;
  if (decision.isLost) exchange.degradation.push("limiter_lost");
  if (decision.state === "admitted") {
    limits.held = decision.held;
    return;
  }
  const { deniedBy } = decision;
  const source = evaluation.sources[deniedBy]!;
  limits.refusedBy = { policyId: source.policyId, limit: source.limit };
  if (decision.state === "refused") {
    const details = { policy: source.policyName };
    throw new GatewayError("limiter_unavailable", { details, retryAfterMs: RETRY_AFTER_MS });
  }
  const { timeZone } = caller.tenant.revision;
  throw limitError(evaluation.claims[deniedBy]!, source, { retryAfterMs: decision.retryAfterMs, timeZone });
}

const RETRY_AFTER_MS = 1_000;
