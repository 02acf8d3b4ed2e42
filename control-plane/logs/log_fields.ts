import { errorClass } from "../../shared/contracts/error_class.ts";
import { bodyMark } from "../../shared/contracts/captured_body.ts";
import { providerKind } from "../../shared/contracts/provider_kind.ts";
import { dialect, requestOutcome, type RequestRecord } from "../../shared/contracts/request_record.ts";
import type { NodeType } from "../graphql/global_id.ts";

/** What a field's values are, which decides how they are written and compared. */
export type LogValueKind = "text" | "choice" | "boolean" | "uuid" | "integer" | "real" | "time";

/** One value of a record's field; times are epoch milliseconds, choices the contract's own words. */
export type LogValue = string | number | boolean;

/** A field that conditions look at: where the database has it, and where a record in memory does. */
export interface LogFieldDefinition {
  kind: LogValueKind;
  /**
   * SQL of its value, or of several of which any may meet a condition; or rows, each with one value. `$name` stands for the
   * name that goes with the field.
   */
  sql: { columns: readonly string[] } | { rows: string; value: string };
  read(record: RequestRecord, name: string): Held | readonly Held[];
  /** Whether a record may have none, one or several values. */
  arity: "one" | "optional" | "many";
  /** All values there are. */
  choices?: readonly string[];
  /** How the database writes a choice, where it does so otherwise. */
  stored?(choice: string): string;
  /** Whose global id stands for the UUID. */
  node?: NodeType;
  /** The field is told by a name beside it. */
  named?: true;
  description: string;
}

type Held = LogValue | null;

const column = (name: string) => ({ columns: [`"${name}"`] });
const attemptRows = (value: string) => ({ rows: `jsonb_array_elements("attempts") AS item`, value });
const OF_ATTEMPTS = "of any attempt";

/** Every field of the records, by the name that the API gives it. */
export const LOG_FIELDS = {
  /** Not for the API: whose records they are is no matter of a filter. */
  TENANT: uuidField("tenantId", "one", "The tenant.", "Tenant"),
  REQUEST_ID: uuidField("id", "one", "The request's UUID, as answers carry it in `x-request-id`.", "RequestLog"),
  TIME: { ...field("ts", "time", "one", "When the request came in."), read: ({ ts }) => ts },
  PROJECT: uuidField("projectId", "one", "The project.", "Project"),
  API_KEY: uuidField("apiKeyId", "one", "The API key.", "ApiKey"),
  KEY_VERSION: field("keyVersion", "integer", "one", "The API key's version that the gateway knew."),
  END_USER: field("endUser", "text", "optional", "The application's own user."),
  TAG: {
    kind: "text",
    sql: { columns: [`"tags" ->> $name`] },
    read: ({ tags }, name) => Object.hasOwn(tags, name) ? tags[name]! : null,
    arity: "optional",
    named: true,
    description: "The value of the tag that `name` names.",
  },
  REVISION: {
    ...field("revisionNumber", "integer", "optional", "The revision's number."),
    read: ({ revision }) => revision?.number ?? null,
  },
  REVISION_HASH: {
    ...field("revisionHash", "text", "optional", "The revision's hash."),
    read: ({ revision }) => revision?.hash ?? null,
  },
  ROUTE: field("routeName", "text", "optional", "The route's name."),
  ROUTE_PATH: {
    kind: "text",
    sql: { rows: `jsonb_array_elements("routePath") AS item`, value: `item ->> 'path'` },
    read: ({ routePath }) => routePath.map(({ path }) => path),
    arity: "many",
    description: "Any node of the route's tree that was passed, as a JSON pointer.",
  },
  CONDITION_INPUT: {
    kind: "text",
    // What is no list and no object: these are written otherwise by the database than by everybody else.
    sql: {
      columns: [
        `CASE WHEN jsonb_typeof("conditionInputs" -> $name) IN ('string', 'number', 'boolean') THEN "conditionInputs" ->> $name END`,
      ],
    },
    read: ({ conditionInputs }, name) =>
      scalarText(Object.hasOwn(conditionInputs, name) ? conditionInputs[name] : null),
    arity: "optional",
    named: true,
    description: "The value that routing looked at under the name `name`, as text.",
  },
  DIALECT: choiceField("dialect", "one", "The API spoken.", dialect.options),
  STREAM: field("stream", "boolean", "one", "Whether the answer was streamed."),
  MODEL: {
    kind: "text",
    sql: { columns: [`"modelAsked"`, `"modelServed"`] },
    read: ({ modelAsked, modelServed }) => [modelAsked, modelServed],
    arity: "many",
    description: "The model asked for, and the one served.",
  },
  MODEL_ASKED: field("modelAsked", "text", "optional", "The `model` of the request."),
  MODEL_SERVED: field("modelServed", "text", "optional", "The model that the provider named."),
  PROVIDER: field("provider", "text", "optional", "The name of the provider that answered."),
  PROVIDER_KIND: {
    ...choiceField("providerKind", "optional", "Which wire protocol it speaks.", providerKind.options),
    stored: (choice: string) => choice.toUpperCase(),
  },
  ATTEMPTS: {
    kind: "integer",
    sql: { columns: [`jsonb_array_length("attempts")`] },
    read: ({ attempts }) => attempts.length,
    arity: "one",
    description: "How many attempts there were.",
  },
  ATTEMPT_PROVIDER: {
    kind: "text",
    sql: attemptRows(`item -> 'target' ->> 'provider'`),
    read: ({ attempts }) => attempts.map(({ target }) => target.provider),
    arity: "many",
    description: `The provider ${OF_ATTEMPTS}.`,
  },
  ATTEMPT_MODEL: {
    kind: "text",
    sql: attemptRows(`item -> 'target' ->> 'model'`),
    read: ({ attempts }) => attempts.map(({ target }) => target.model),
    arity: "many",
    description: `The target's model ${OF_ATTEMPTS}.`,
  },
  ATTEMPT_ERROR_CLASS: {
    kind: "choice",
    choices: errorClass.options,
    sql: attemptRows(`item ->> 'errorClass'`),
    read: ({ attempts }) => attempts.map((attempt) => attempt.errorClass),
    arity: "many",
    description: `The class of the failure ${OF_ATTEMPTS}.`,
  },
  ATTEMPT_STATUS: {
    kind: "integer",
    sql: attemptRows(`(item ->> 'status')::int`),
    read: ({ attempts }) => attempts.map(({ status }) => status),
    arity: "many",
    description: `The provider's HTTP status ${OF_ATTEMPTS}.`,
  },
  ATTEMPT_ERROR: {
    kind: "text",
    sql: attemptRows(`item ->> 'error'`),
    read: ({ attempts }) => attempts.map(({ error }) => error),
    arity: "many",
    description: `What the provider or the network said ${OF_ATTEMPTS}, redacted.`,
  },
  ATTEMPT_KEY: {
    kind: "uuid",
    node: "ProviderKey",
    sql: attemptRows(`(item ->> 'credentialId')::uuid`),
    read: ({ attempts }) => attempts.map(({ credentialId }) => credentialId),
    arity: "many",
    description: `The provider's key ${OF_ATTEMPTS}.`,
  },
  OUTCOME: choiceField("outcome", "one", "How the request ended.", requestOutcome.options),
  STATUS: field("status", "integer", "one", "The HTTP status that the client got."),
  ERROR_CODE: field("errorCode", "text", "optional", "The stable code of the error."),
  POLICY: {
    kind: "uuid",
    node: "Policy",
    sql: { rows: `jsonb_array_elements("policyVerdicts") AS item`, value: `(item ->> 'policyId')::uuid` },
    read: ({ policyVerdicts }) => policyVerdicts.map(({ policyId }) => policyId),
    arity: "many",
    description: "Any policy that said something of the request.",
  },
  POLICY_VERDICT: {
    kind: "text",
    sql: { rows: `jsonb_array_elements("policyVerdicts") AS item`, value: `item ->> 'verdict'` },
    read: ({ policyVerdicts }) => policyVerdicts.map(({ verdict }) => verdict),
    arity: "many",
    description:
      "What any policy said: `allowed`, `denied`, `observed`, `unknown_open`, `unknown_closed`, `local_slice`.",
  },
  DENIED_BY_POLICY: {
    kind: "uuid",
    node: "Policy",
    sql: {
      rows: `jsonb_array_elements("policyVerdicts") AS item`,
      value: `CASE WHEN item ->> 'verdict' IN ('denied', 'unknown_closed') THEN (item ->> 'policyId')::uuid END`,
    },
    read: ({ policyVerdicts }) => policyVerdicts.map(({ verdict, policyId }) => DENIALS.has(verdict) ? policyId : null),
    arity: "many",
    description: "Any policy that refused the request.",
  },
  CHARGED_COUNTER: {
    kind: "text",
    sql: { rows: `jsonb_array_elements("charges") AS item`, value: `item ->> 'counterKey'` },
    read: ({ charges }) => charges.map(({ counterKey }) => counterKey),
    arity: "many",
    description: "The key of any budget's counter that was charged.",
  },
  DEGRADATION: {
    kind: "text",
    sql: { rows: `jsonb_array_elements_text("degradation") AS item`, value: "item" },
    read: ({ degradation }) => degradation,
    arity: "many",
    description: "Anything that the gateway had to do without.",
  },
  CACHE_HIT: field("cacheHit", "boolean", "one", "Whether the answer came from the cache."),
  DROPPED_FIELD: {
    kind: "text",
    sql: { rows: `unnest("droppedFields") AS item`, value: "item" },
    read: ({ droppedFields }) => droppedFields,
    arity: "many",
    description: "Any field of the request that the provider's API has no place for.",
  },
  ESTIMATED_TOKENS: field("estimatedTokens", "integer", "one", "Input tokens as estimated before dispatch."),
  MAX_TOKENS_ASKED: field("maxTokensAsked", "integer", "optional", "The request's own bound on output tokens."),
  INPUT_TOKENS: tokensField("inputTokens", "input", "All input tokens."),
  OUTPUT_TOKENS: tokensField("outputTokens", "output", "All output tokens."),
  CACHE_READ_TOKENS: tokensField("cacheReadTokens", "cacheRead", "Input read from the provider's cache."),
  CACHE_WRITE_TOKENS: tokensField("cacheWriteTokens", "cacheWrite", "Input written to the provider's cache."),
  REASONING_TOKENS: tokensField("reasoningTokens", "reasoning", "Output spent on reasoning."),
  TOTAL_TOKENS: {
    kind: "integer",
    sql: { columns: [`"inputTokens"::bigint + "outputTokens"`] },
    read: ({ tokens }) => tokens.input + tokens.output,
    arity: "one",
    description: "Input and output tokens together.",
  },
  COST_NANO_USD: field("costNanoUsd", "integer", "optional", "The cost in nano-dollars; none where it is unpriced."),
  PRICE_VERSION: field("priceVersion", "text", "optional", "Which prices were used."),
  QUEUE_MS: timingField("queueMs", "one", "Milliseconds of waiting for admission."),
  OVERHEAD_MS: timingField("overheadMs", "one", "The gateway's own milliseconds."),
  TTFT_MS: timingField("ttftMs", "optional", "Milliseconds to the first content."),
  TOTAL_MS: timingField("totalMs", "one", "Milliseconds from receipt to the last byte."),
  BODIES: {
    ...choiceField("bodies", "optional", "Whether prompt and answer were to be kept.", bodyMark.options),
    read: ({ bodies }) => bodies ?? null,
  },
  REPLAY_OF: uuidField("replayOf", "optional", "The request that this one repeats.", "RequestLog"),
  TRACE_ID: field("traceId", "text", "optional", "The trace that the request is part of."),
  INSTANCE: {
    ...field("instance", "text", "one", "The gateway process that wrote the record."),
    read: ({ sequence }) => sequence.instance,
  },
  SEQUENCE: {
    ...field("sequence", "integer", "one", "The record's number there."),
    read: ({ sequence }) => sequence.n,
  },
} as const satisfies Record<string, LogFieldDefinition>;

export type LogField = keyof typeof LOG_FIELDS;

/** The names of all fields that filters may be about. */
export const LOG_FIELD_NAMES = Object.keys(LOG_FIELDS).filter((name) => name !== "TENANT") as [LogField, ...LogField[]];

/** A field by its name. */
export function logField(name: LogField): LogFieldDefinition {
  return LOG_FIELDS[name];
}

const DENIALS: ReadonlySet<string> = new Set(["denied", "unknown_closed"]);

type Arity = LogFieldDefinition["arity"];
type PlainColumn = Exclude<keyof RequestRecord, "tags" | "tokens" | "timings" | "sequence" | "revision">;

/** A field whose column and property bear the same name; where they do not, `read` is put in its place. */
function field(name: string, kind: LogValueKind, arity: Arity, description: string): LogFieldDefinition {
  return { kind, sql: column(name), read: (record) => record[name as PlainColumn] as Held, arity, description };
}

function uuidField(name: PlainColumn, arity: Arity, description: string, node: NodeType): LogFieldDefinition {
  return { ...field(name, "uuid", arity, description), node };
}

function choiceField(
  name: PlainColumn,
  arity: Arity,
  description: string,
  choices: readonly string[],
): LogFieldDefinition {
  return { ...field(name, "choice", arity, description), choices };
}

function tokensField(name: string, kind: keyof RequestRecord["tokens"], description: string): LogFieldDefinition {
  return { ...field(name, "integer", "one", description), read: ({ tokens }) => tokens[kind] };
}

function timingField(name: keyof RequestRecord["timings"], arity: Arity, description: string): LogFieldDefinition {
  return { ...field(name, "real", arity, description), read: ({ timings }) => timings[name] };
}

function scalarText(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? JSON.stringify(value) : null;
}
