import type { CandidateReport } from "./candidate_report.ts";
import { type ExplanationUnknown, unknown } from "./explanation_unknown.ts";
import type { JudgedLimit } from "./judge_limits.ts";
import type { CircuitBoard } from "./read_circuits.ts";
import type { WalkStep } from "./route_walk.ts";

/** What would not be at its best, in sentences. */
export function degradationOf(limits: readonly JudgedLimit[], candidates: readonly CandidateReport[]): string[] {
  const notes: string[] = [];
  for (const { target, openUntil } of candidates) {
    if (openUntil !== null) {
      notes.push(`'${target.provider}/${target.model}' is left alone until ${openUntil.toISOString()}.`);
    }
  }
  for (const { policyName, limit, verdict, counted } of limits) {
    if (verdict === "unknown") {
      notes.push(`The counter of ${limit} of '${policyName}' cannot be known: ${counted!.onLimiterLoss} applies.`);
    }
  }
  return notes;
}

/** What the explanation of a request that nobody made cannot tell. */
export function unknownsOf(
  { hasKey, inputTokens, circuits, steps, limits }: {
    hasKey: boolean;
    inputTokens: number;
    circuits: CircuitBoard;
    steps: readonly WalkStep[];
    limits: readonly JudgedLimit[];
  },
): ExplanationUnknown[] {
  const unknowns: ExplanationUnknown[] = [];
  if (!hasKey) {
    unknowns.push(
      unknown("api_key_not_given", "No API key was given: neither its own limits nor its counters are part of it."),
    );
  }
  if (inputTokens === 0) {
    unknowns.push(
      unknown("tokens_not_given", "Neither a body nor estimated tokens were given: the input counts nothing."),
    );
  }
  if (steps.some((step) => step.type === "split" && step.decidedBy === "chance")) {
    unknowns.push(unknown("split_by_chance", "A split decides by chance: the child of the greatest weight is shown."));
  }
  if (steps.some(({ type }) => type === "fastest")) {
    const message =
      "Each gateway goes by what it measured in the last minute; here are medians of the last hour's records.";
    unknowns.push(unknown("latencies_from_records", message));
  }
  if (circuits.state === "unreachable") {
    unknowns.push(unknown("target_health_unreachable", "What gateways tell of their targets cannot be reached now."));
  }
  if (limits.some(({ verdict }) => verdict === "unknown")) {
    unknowns.push(unknown("counters_unreachable", "The counters of limits cannot be read now."));
  }
  return unknowns;
}
