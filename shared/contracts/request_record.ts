import { z } from "zod";
import { bodyMark } from "./captured_body.ts";
import { errorClass } from "./error_class.ts";
import { epochMs, instanceId, uuid } from "./identifiers.ts";
import { nanoUsd } from "./money.ts";
import { policyVerdict, spendPeriod } from "./policy.ts";
import { providerKind } from "./provider_kind.ts";

/** The newest record schema that this build writes; every older one is still read. */
export const REQUEST_RECORD_SCHEMA = 1;

/** The API that the client spoke. `anthropic_count_tokens` asks what a message would count, and generates nothing. */
export const dialect = z.enum([
  "openai_chat",
  "openai_responses",
  "openai_embeddings",
  "anthropic_messages",
  "anthropic_count_tokens",
]);
export type Dialect = z.infer<typeof dialect>;

/**
 * How a request ended.
 *
 * - `completed`: the client got a whole answer · `failed`: a fault of a provider or of ours
 * - `cancelled`: the client went away · `denied`: refused before any attempt (key, limit, bad request)
 * - `interrupted`: the gateway process died with the request in flight; charged at the estimate
 */
export const requestOutcome = z.enum(["completed", "failed", "cancelled", "denied", "interrupted"]);
export type RequestOutcome = z.infer<typeof requestOutcome>;

const milliseconds = z.number().min(0);
const tokens = z.int().min(0);

/** One step through the route's tree: where (JSON pointer), what, and which child was taken. */
export const routeStep = z.strictObject({
  path: z.string().max(256),
  type: z.enum(["target", "fallback", "split", "fastest", "cheapest", "when", "direct"]),
  /** The index of the child taken; for `when` 0 is `then` and 1 is `else`. */
  chose: z.int().min(0).optional(),
});
export type RouteStep = z.infer<typeof routeStep>;

/** One call to one target. */
export const attempt = z.strictObject({
  target: z.strictObject({ provider: z.string(), model: z.string() }),
  credentialId: uuid.nullable(),
  startedAt: epochMs,
  /** From start to the first byte of the answer's body. */
  firstByteMs: milliseconds.nullable(),
  endMs: milliseconds,
  outcome: z.enum(["completed", "failed", "cancelled"]),
  errorClass: errorClass.nullable(),
  /** The provider's HTTP status; null when there was none. */
  status: z.int().min(100).max(599).nullable(),
  /** What the provider or the network said, redacted; at most 512 characters. */
  error: z.string().max(512).nullable(),
});
export type Attempt = z.infer<typeof attempt>;

/**
 * What the tokens were. `input` includes cached tokens (read and written), `output` includes reasoning tokens, as OpenAI's
 * wire has it; the others are shares of those two.
 */
export const tokenCounts = z.strictObject({
  input: tokens,
  output: tokens,
  cacheRead: tokens,
  cacheWrite: tokens,
  reasoning: tokens,
});
export type TokenCounts = z.infer<typeof tokenCounts>;

/** What a counter of a budget was charged. */
export const charge = z.strictObject({
  counterKey: z.string().max(256),
  period: spendPeriod,
  /** When the calendar period began in the tenant's time zone; absent in records of builds before there were budgets. */
  periodStart: epochMs.optional(),
  periodEnd: epochMs.optional(),
  nanoUsd,
});
export type Charge = z.infer<typeof charge>;

export const timings = z.strictObject({
  /** Waiting for admission. */
  queueMs: milliseconds,
  /** The gateway's own time: everything but waiting for providers. */
  overheadMs: milliseconds,
  /** From receipt of the request to the first content-bearing bytes handed to the client; null when there were none. */
  ttftMs: milliseconds.nullable(),
  totalMs: milliseconds,
});
export type Timings = z.infer<typeof timings>;

/** The account of one request. */
export const requestRecord = z.strictObject({
  schema: z.literal(REQUEST_RECORD_SCHEMA),
  id: uuid,
  /** The id's own millisecond, and nothing else. */
  ts: epochMs,
  tenantId: uuid,
  projectId: uuid,
  apiKeyId: uuid,
  keyVersion: z.int().min(1),
  endUser: z.string().max(256).nullable(),
  tags: z.record(z.string().max(64), z.string().max(256)),
  /** The revision that the request was pinned to; null when none was known. */
  revision: z.strictObject({ number: z.int().min(1), hash: z.string() }).nullable(),
  routeName: z.string().max(128).nullable(),
  routePath: z.array(routeStep),
  /** The values that conditions and sticky splits looked at. */
  conditionInputs: z.record(z.string(), z.json()),
  dialect,
  stream: z.boolean(),
  modelAsked: z.string().max(256).nullable(),
  modelServed: z.string().max(256).nullable(),
  provider: z.string().max(64).nullable(),
  providerKind: providerKind.nullable(),
  attempts: z.array(attempt),
  outcome: requestOutcome,
  /** The HTTP status that the client got; 499 when it went away before one, 0 when the process died before one. */
  status: z.int().min(0).max(599),
  errorCode: z.string().max(64).nullable(),
  policyVerdicts: z.array(policyVerdict),
  charges: z.array(charge),
  /**
   * The epoch of the ledger that holds the request's reservation; null when it holds none, because it could not be reached or
   * has forgotten: then the recorder tells it of the charges.
   */
  ledgerEpoch: z.string().max(64).nullable().optional(),
  degradation: z.array(z.string().max(128)),
  cacheHit: z.boolean(),
  droppedFields: z.array(z.string().max(128)),
  estimatedTokens: tokens,
  maxTokensAsked: tokens.nullable(),
  tokens: tokenCounts,
  /** Null when the model has no known price: unpriced, never zero. */
  costNanoUsd: nanoUsd.nullable(),
  priceVersion: z.string().max(64).nullable(),
  timings,
  /** Whether prompt and answer were to be kept; left out where the project captures nothing. */
  bodies: bodyMark.optional(),
  replayOf: uuid.nullable(),
  traceId: z.string().max(64).nullable(),
  /** The process that wrote the record and the record's number there: 1, 2, 3, … without gaps. */
  sequence: z.strictObject({ instance: instanceId, n: z.int().min(1) }),
});
export type RequestRecord = z.infer<typeof requestRecord>;
