import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import type { RouteCandidate } from "../../shared/routing/plan_route.ts";
import type { CircuitRefusal } from "../targets/circuit.ts";
import { resolveTarget } from "../targets/resolve_target.ts";
import type { AttemptFailure, AttemptResult, AttemptSkipped } from "./attempt_result.ts";
import { AttemptRun } from "./attempt_run.ts";
import type { Caller, Exchange, ModelRequest } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { translate } from "./translate.ts";

export interface AttemptLimits {
  /** Credentials that this candidate has been tried with. */
  triedCredentials: ReadonlySet<string>;
  /** When the request must be over, monotonic milliseconds. */
  deadlineMs: number;
}

/**
 * Calls one target once, unless its circuit is open. Resolves when the call has failed, was cancelled, or has an answer that
 * may be begun.
 */
export function attempt(
  exchange: Exchange,
  request: { caller: Caller; asked: ModelRequest; candidate: RouteCandidate },
  limits: AttemptLimits,
): Promise<AttemptResult> {
  const { caller, asked, candidate } = request;
  const { targetHealth } = exchange.gateway.dependencies;
  // Here and not when the candidate is chosen: others may have opened it while this request paused.
  const circuit = targetHealth.refusal(caller.key.tenantId, candidate.target);
  if (circuit !== null) return Promise.resolve(skipped(exchange, candidate, circuit));
  exchange.candidate = candidate;
  exchange.attemptsBegun++;
  const resolved = resolveTarget(exchange.gateway, caller.tenant, candidate.target, limits.triedCredentials);
  exchange.provider = resolved.provider;
  if (resolved.state === "unavailable") {
    return Promise.resolve(notDispatched(exchange, candidate, resolved));
  }
  const { call, prepared } = translate(exchange, asked, resolved);
  if (prepared.state === "refused") {
    const error = refusal(candidate, prepared.detail);
    return Promise.resolve(notDispatched(exchange, candidate, { errorClass: "invalid_request", error }));
  }
  exchange.droppedFields = prepared.droppedFields;
  return new AttemptRun(exchange, { ready: resolved, call, prepared }, limits.deadlineMs).start();
}

/** A target that is left alone is on record as an attempt of no time, under what opened its circuit. */
function skipped(exchange: Exchange, { target }: RouteCandidate, circuit: CircuitRefusal): AttemptSkipped {
  const { errorClass, retryAfterMs, detail } = circuit;
  noteUnmade(exchange, target, errorClass, detail);
  const retryAfter = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  const details = { provider: target.provider, retryAfter };
  const error = new GatewayError("upstream_circuit_open", { details, retryAfterMs });
  return { state: "skipped", errorClass, error, retryAfterMs };
}

/** A target that could not be called is on record as an attempt of no time: it is why another one answered. */
function notDispatched(
  exchange: Exchange,
  { target }: RouteCandidate,
  { errorClass, error }: { errorClass: ErrorClass; error: GatewayError },
): AttemptFailure {
  noteUnmade(exchange, target, errorClass, error.message);
  return { state: "failed", errorClass, error, credentialId: null, isRetryable: false };
}

function noteUnmade(
  exchange: Exchange,
  { provider, model }: { provider: string; model: string },
  errorClass: ErrorClass,
  error: string,
): void {
  exchange.gateway.dependencies.metrics.skipped(exchange.provider?.kind, errorClass);
  exchange.attempts.push({
    target: { provider, model },
    credentialId: null,
    startedAt: exchange.gateway.dependencies.clock.now(),
    firstByteMs: null,
    endMs: 0,
    outcome: "failed",
    errorClass,
    status: null,
    error: error.slice(0, 512),
  });
}

function refusal(candidate: RouteCandidate, detail: string): GatewayError {
  return new GatewayError("feature_not_supported", { details: { provider: candidate.target.provider, detail } });
}
