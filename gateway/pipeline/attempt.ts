import type { RouteCandidate } from "../../shared/routing/plan_route.ts";
import { resolveTarget } from "../targets/resolve_target.ts";
import { type AttemptResult, AttemptRun } from "./attempt_run.ts";
import type { Caller, Exchange, ModelRequest } from "./exchange.ts";
import { GatewayError } from "./gateway_error.ts";
import { translate } from "./translate.ts";
import type { ErrorClass } from "../../shared/contracts/error_class.ts";

export interface AttemptLimits {
  /** Credentials that this candidate has been tried with. */
  triedCredentials: ReadonlySet<string>;
  /** When the request must be over, monotonic milliseconds. */
  deadlineMs: number;
}

/** Calls one target once. Resolves when the call has failed, was cancelled, or has an answer that may be begun. */
export function attempt(
  exchange: Exchange,
  request: { caller: Caller; asked: ModelRequest; candidate: RouteCandidate },
  limits: AttemptLimits,
): Promise<AttemptResult> {
  const { caller, asked, candidate } = request;
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

/** A target that could not be called is on record as an attempt of no time: it is why another one answered. */
function notDispatched(
  exchange: Exchange,
  candidate: RouteCandidate,
  why: { errorClass: ErrorClass; error: GatewayError },
): AttemptResult {
  const { provider, model } = candidate.target;
  exchange.attempts.push({
    target: { provider, model },
    credentialId: null,
    startedAt: exchange.gateway.dependencies.clock.now(),
    firstByteMs: null,
    endMs: 0,
    outcome: "failed",
    errorClass: why.errorClass,
    status: null,
    error: why.error.message.slice(0, 512),
  });
  return { state: "failed", errorClass: why.errorClass, error: why.error, credentialId: null };
}

function refusal(candidate: RouteCandidate, detail: string): GatewayError {
  return new GatewayError("feature_not_supported", { details: { provider: candidate.target.provider, detail } });
}
