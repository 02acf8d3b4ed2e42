import type { ErrorCode } from "../../shared/contracts/error_code.ts";
import type { LimitName } from "../../shared/policy/limit_name.ts";
import { type RecordedRequest, recordedTarget } from "./recorded_request.ts";
import type { ReplayedOutcome } from "./replayed_outcome.ts";

/** What became of a request when it was recorded. `nameOf`: what a policy or an API key is called. */
export function recordedOutcome(
  request: RecordedRequest,
  nameOf: (policyId: string) => string | null,
): ReplayedOutcome {
  const { errorCode, policyVerdicts, costNanoUsd, totalMs } = request;
  const target = recordedTarget(request);
  if (request.attempts.length === 0 && errorCode !== null && DENIALS.has(errorCode)) {
    const verdict = policyVerdicts.find(({ verdict }) => verdict === "denied" || verdict === "unknown_closed");
    const policyId = verdict?.policyId ?? null;
    const policyName = policyId === null ? null : nameOf(policyId);
    const limit = verdict === undefined ? null : verdict.limit as LimitName;
    return { state: "denied", denial: { code: errorCode as ErrorCode, policyId, policyName, limit } };
  }
  if (target === null) return { state: "unknown", unknown: { reason: "turned_away", field: null } };
  // Exact: the contract bounds a record's cost below 2^53.
  const nanoUsd = costNanoUsd === null ? null : Number(costNanoUsd);
  return { state: "served", target, nanoUsd, isEstimated: false, totalMs };
}

/** Refusals that a configuration decides about. */
const DENIALS: ReadonlySet<string> = new Set<ErrorCode>([
  "model_not_found",
  "direct_models_not_allowed",
  "model_not_allowed",
  "provider_not_allowed",
  "requests_limit_exceeded",
  "tokens_limit_exceeded",
  "concurrency_limit_exceeded",
  "budget_exceeded",
  "max_tokens_exceeded",
  "limiter_unavailable",
]);

/** Why nothing can be said of a request, whatever the configuration; null: something can. */
export function unknowable(request: RecordedRequest): "not_read" | "turned_away" | null {
  if (request.modelAsked === null) return "not_read";
  const isDenied = request.errorCode !== null && DENIALS.has(request.errorCode);
  return isDenied || recordedTarget(request) !== null ? null : "turned_away";
}
