import type { ApiKey } from "../../prisma/generated/client/client.ts";
import { ERROR_CODES, type ErrorCode } from "../../shared/contracts/error_code.ts";
import { type ErrorDetails, errorMessage } from "../../shared/contracts/error_message.ts";
import { limitErrorOf } from "../../shared/policy/limit_error.ts";
import type { DryRun } from "../../shared/routing/dry_run.ts";
import type { CandidateReport } from "./candidate_report.ts";
import type { JudgedLimit } from "./judge_limits.ts";

/** What the gateway would say before any target is called. */
export interface ExpectedAnswer {
  /** Whether a target would be called. */
  allowed: boolean;
  errorCode: ErrorCode | null;
  /** 200 where it is allowed: what the target says then nobody knows. */
  status: number;
  message: string;
}

export interface AnswerGrounds {
  apiKey: ApiKey | null;
  nowMs: number;
  run: DryRun;
  deniedBy: JudgedLimit | null;
  candidates: readonly CandidateReport[];
  /** The tenant's. */
  timeZone: string;
}

/** In the order of the gateway's own path: the key, the model, what policies forbid, counted limits, open circuits. */
export function expectedAnswer(grounds: AnswerGrounds): ExpectedAnswer {
  const { apiKey, nowMs, run, deniedBy } = grounds;
  if (apiKey !== null && apiKey.revokedAt !== null) return refused("api_key_revoked", {});
  if (apiKey?.expiresAt != null && apiKey.expiresAt.getTime() <= nowMs) return refused("api_key_expired", {});
  if (run.state === "refused") return refused(run.code, run.details);
  if (run.state === "forbidden") return refused(run.refusal.code, run.refusal.details);
  if (deniedBy !== null) return deniedAnswer(grounds, deniedBy);
  return circuitAnswer(grounds) ?? {
    allowed: true,
    errorCode: null,
    status: 200,
    message: `It would be sent to '${run.plan.first.target.provider}/${run.plan.first.target.model}' first.`,
  };
}

function deniedAnswer({ run, timeZone }: AnswerGrounds, deniedBy: JudgedLimit): ExpectedAnswer {
  const { policyName } = deniedBy;
  if (deniedBy.verdict === "unknown") return refused("limiter_unavailable", { policy: policyName });
  if (run.state !== "planned") return refused("internal_error", {});
  const { evaluation: { sources, claims } } = run;
  const index = sources.findIndex(({ policyId, limit }) => policyId === deniedBy.policyId && limit === deniedBy.limit);
  const retryAfterMs = deniedBy.counted!.waitMs;
  const { code, details } = limitErrorOf(claims[index]!, sources[index]!, { retryAfterMs, timeZone });
  return refused(code, details);
}

/** Where every target that may be tried is left alone. */
function circuitAnswer({ candidates, nowMs }: AnswerGrounds): ExpectedAnswer | null {
  const allowed = candidates.filter(({ refusal }) => refusal === null);
  const open = allowed.flatMap(({ openUntil, target }) => openUntil === null ? [] : [{ openUntil, target }]);
  if (open.length === 0 || open.length < allowed.length) return null;
  const soonestMs = Math.min(...open.map(({ openUntil }) => openUntil.getTime())) - nowMs;
  const retryAfter = Math.max(1, Math.ceil(soonestMs / 1_000));
  return refused("upstream_circuit_open", { provider: open.at(-1)!.target.provider, retryAfter });
}

function refused(code: ErrorCode, details: ErrorDetails): ExpectedAnswer {
  return { allowed: false, errorCode: code, status: ERROR_CODES[code].status, message: errorMessage(code, details) };
}
