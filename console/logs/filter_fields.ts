import type { LogFieldName } from "./log_condition.ts";

/** What a field's values are: `dollars` are written as such and compared in nano-dollars. */
export type FilterKind = "text" | "word" | "boolean" | "id" | "integer" | "real" | "time" | "dollars";

export interface FilterFieldDefinition {
  /** As the API calls it. */
  field: LogFieldName;
  /** As it stands in a filter's text. */
  name: string;
  kind: FilterKind;
  /** What it is called on the page. */
  label: string;
  /** Followed by a name of its own, as `tag.team`. */
  named?: true;
  /** All that there are, where they are few. */
  values?: readonly string[];
}

const OUTCOMES = ["completed", "failed", "denied", "cancelled", "interrupted"];
const DIALECTS = [
  ...["openai_chat", "openai_responses", "openai_embeddings", "anthropic_messages", "anthropic_count_tokens"],
];
const CLASSES = [
  ...["connection", "timeout", "rate_limited", "overloaded", "server_error", "authentication", "not_found"],
  ...["invalid_request", "malformed"],
];
const KINDS = ["openai", "anthropic", "gemini", "azure_openai", "openai_compatible", "mock"];

type Row = readonly [LogFieldName, name: string, FilterKind, label: string, more?: Partial<FilterFieldDefinition>];

/** What is asked for most comes first. */
const ROWS: readonly Row[] = [
  ["OUTCOME", "outcome", "word", "Outcome", { values: OUTCOMES }],
  ["STATUS", "status", "integer", "Status"],
  ["ERROR_CODE", "error", "text", "Error code"],
  ["MODEL", "model", "text", "Model"],
  ["PROVIDER", "provider", "text", "Provider"],
  ["ROUTE", "route", "text", "Route"],
  ["API_KEY", "key", "id", "API key"],
  ["END_USER", "user", "text", "End user"],
  ["TAG", "tag", "text", "Tag", { named: true }],
  ["TOTAL_MS", "ms", "real", "Total ms"],
  ["TTFT_MS", "ttft", "real", "TTFT ms"],
  ["COST_NANO_USD", "cost", "dollars", "Cost"],
  ["TOTAL_TOKENS", "tokens", "integer", "Tokens"],
  ["STREAM", "stream", "boolean", "Streamed"],
  ["CACHE_HIT", "cached", "boolean", "From cache"],
  ["ATTEMPTS", "attempts", "integer", "Attempts"],
  ["ATTEMPT_ERROR_CLASS", "attempt_error_class", "word", "Attempt’s error class", { values: CLASSES }],
  ["ATTEMPT_PROVIDER", "attempt_provider", "text", "Attempt’s provider"],
  ["ATTEMPT_MODEL", "attempt_model", "text", "Attempt’s model"],
  ["ATTEMPT_STATUS", "attempt_status", "integer", "Attempt’s status"],
  ["ATTEMPT_ERROR", "attempt_error", "text", "Attempt’s error"],
  ["ATTEMPT_KEY", "attempt_key", "id", "Attempt’s key"],
  ["MODEL_ASKED", "model_asked", "text", "Model asked"],
  ["MODEL_SERVED", "model_served", "text", "Model served"],
  ["PROVIDER_KIND", "provider_kind", "word", "Provider kind", { values: KINDS }],
  ["DIALECT", "dialect", "word", "API", { values: DIALECTS }],
  ["REVISION", "revision", "integer", "Revision"],
  ["REVISION_HASH", "revision_hash", "text", "Revision hash"],
  ["ROUTE_PATH", "route_path", "text", "Node of the route"],
  ["CONDITION_INPUT", "input", "text", "Routing input", { named: true }],
  ["DENIED_BY_POLICY", "denied_by", "id", "Denied by policy"],
  ["POLICY", "policy", "id", "Policy"],
  ["POLICY_VERDICT", "verdict", "text", "Policy verdict"],
  ["CHARGED_COUNTER", "charged", "text", "Charged counter"],
  ["INPUT_TOKENS", "input_tokens", "integer", "Input tokens"],
  ["OUTPUT_TOKENS", "output_tokens", "integer", "Output tokens"],
  ["CACHE_READ_TOKENS", "cache_read_tokens", "integer", "Cache read tokens"],
  ["CACHE_WRITE_TOKENS", "cache_write_tokens", "integer", "Cache write tokens"],
  ["REASONING_TOKENS", "reasoning_tokens", "integer", "Reasoning tokens"],
  ["ESTIMATED_TOKENS", "estimated_tokens", "integer", "Estimated tokens"],
  ["MAX_TOKENS_ASKED", "max_tokens", "integer", "Output asked"],
  ["QUEUE_MS", "queue", "real", "Admission ms"],
  ["OVERHEAD_MS", "overhead", "real", "Gateway ms"],
  ["DEGRADATION", "degradation", "text", "Degradation"],
  ["DROPPED_FIELD", "dropped_field", "text", "Dropped field"],
  ["BODIES", "bodies", "word", "Bodies"],
  ["REQUEST_ID", "request", "id", "Request id"],
  ["REPLAY_OF", "replay_of", "id", "Repeats"],
  ["TRACE_ID", "trace", "text", "Trace id"],
  ["PROJECT", "project", "id", "Project"],
  ["KEY_VERSION", "key_version", "integer", "Key version"],
  ["PRICE_VERSION", "price_version", "text", "Prices"],
  ["INSTANCE", "instance", "text", "Gateway"],
  ["SEQUENCE", "sequence", "integer", "Record number"],
  ["TIME", "time", "time", "Time"],
];

/** Every field that a filter may be about. */
export const FILTER_FIELDS: readonly FilterFieldDefinition[] = ROWS.map(([field, name, kind, label, more]) => ({
  field,
  name,
  kind,
  label,
  ...more,
}));

const BY_FIELD = new Map(FILTER_FIELDS.map((definition) => [definition.field, definition]));
const BY_NAME = new Map(
  FILTER_FIELDS.flatMap((each) => [[each.field.toLowerCase(), each] as const, [each.name, each] as const]),
);

export function filterField(field: LogFieldName): FilterFieldDefinition {
  return BY_FIELD.get(field)!;
}

/** By its name in a filter's text, or by the API's in small letters. */
export function filterFieldNamed(name: string): FilterFieldDefinition | null {
  return BY_NAME.get(name.toLowerCase()) ?? null;
}

/** Which operators a kind takes. */
export function operatorsOf(kind: FilterKind): readonly TextOperator[] {
  if (kind === "boolean") return ["EQ", "NE"];
  const always: TextOperator[] = ["EQ", "NE", "EXISTS", "NOT_EXISTS"];
  if (kind === "text") return [...always, "CONTAINS", "STARTS_WITH"];
  return kind === "word" || kind === "id" ? always : [...always, "LT", "LTE", "GT", "GTE"];
}

/** `IN` and `NOT_IN` are written as `EQ` and `NE` of several values. */
export type TextOperator =
  | "EQ"
  | "NE"
  | "EXISTS"
  | "NOT_EXISTS"
  | "CONTAINS"
  | "STARTS_WITH"
  | "LT"
  | "LTE"
  | "GT"
  | "GTE";
