import type { ErrorCode } from "../../shared/contracts/error_code.ts";
import type { LimitName } from "../../shared/policy/limit_name.ts";

/** What became of a request, or would become of it under a configuration. */
export type ReplayedOutcome =
  | {
    state: "served";
    /** `provider/model`. */
    target: string;
    /** Null: unpriced. */
    nanoUsd: number | null;
    /** Whether the tokens are estimated, because nobody answered it when it was recorded. */
    isEstimated: boolean;
    /** From receipt to the last byte; null: nobody knows how long the target takes. */
    totalMs: number | null;
  }
  | { state: "denied"; denial: Denial }
  | { state: "unknown"; unknown: ReplayUnknown };

/** Why a request is refused before any target is called. */
export interface Denial {
  code: ErrorCode;
  /** The policy's id, or the API key's; null: no limit denies, the model leads nowhere. */
  policyId: string | null;
  policyName: string | null;
  limit: LimitName | null;
}

/**
 * Why it cannot be told.
 *
 * - `not_read`: the request was turned away before its body was understood
 * - `turned_away`: the gateway itself was at fault or full
 * - `project_gone`: the configuration does not have the project
 * - `input_not_recorded`: the route looks at a field whose value nobody wrote down
 * - `input_cut`: the route looks at a value of which only the first 256 characters were written down
 */
export type ReplayUnknownReason = "not_read" | "turned_away" | "project_gone" | "input_not_recorded" | "input_cut";

export interface ReplayUnknown {
  reason: ReplayUnknownReason;
  /** Which field is not known. */
  field: string | null;
}
