/** Something that an explanation cannot tell, and why. */
export type UnknownPart =
  | "revision_gone"
  | "revision_not_recorded"
  | "route_gone"
  | "path_not_recorded"
  | "path_does_not_fit"
  | "attempts_paths_not_recorded"
  | "input_not_recorded"
  | "scores_not_recorded"
  | "split_by_chance"
  | "api_key_not_given"
  | "tokens_not_given"
  | "target_health_unreachable"
  | "counters_unreachable"
  | "latencies_from_records";

export interface ExplanationUnknown {
  part: UnknownPart;
  /** What that means here. */
  message: string;
}

export function unknown(part: UnknownPart, message: string): ExplanationUnknown {
  return { part, message };
}
