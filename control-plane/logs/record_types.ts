import type {
  Attempt,
  Charge,
  RequestRecord,
  RouteStep,
  Timings,
  TokenCounts,
} from "../../shared/contracts/request_record.ts";
import type { PolicyVerdict } from "../../shared/contracts/policy.ts";
import { builder } from "../graphql/builder.ts";

export const RequestOutcomeEnum = builder.enumType("RequestOutcome", {
  description: "How a request ended.",
  values: {
    COMPLETED: { value: "completed", description: "The client got a whole answer." },
    FAILED: { value: "failed", description: "A provider or the gateway was at fault." },
    CANCELLED: { value: "cancelled", description: "The client went away." },
    DENIED: { value: "denied", description: "It was refused before any attempt: key, limit or a bad request." },
    INTERRUPTED: { value: "interrupted", description: "The gateway's process died; charged at the estimate." },
  } as const,
});

export const DialectEnum = builder.enumType("Dialect", {
  description: "The API that the client spoke.",
  values: {
    OPENAI_CHAT: { value: "openai_chat", description: "OpenAI's chat completions." },
    OPENAI_RESPONSES: { value: "openai_responses", description: "OpenAI's responses." },
    OPENAI_EMBEDDINGS: { value: "openai_embeddings", description: "OpenAI's embeddings." },
    ANTHROPIC_MESSAGES: { value: "anthropic_messages", description: "Anthropic's messages." },
    ANTHROPIC_COUNT_TOKENS: {
      value: "anthropic_count_tokens",
      description: "Anthropic's token counting, which generates nothing.",
    },
  } as const,
});

export const RouteStepType = builder.objectRef<RouteStep>("RouteStep").implement({
  description: "One step through a route's tree.",
  fields: (t) => ({
    path: t.exposeString("path", { description: "Which node, as a JSON pointer from the tree's root." }),
    type: t.exposeString("type", { description: "The node's type; `direct` where the model was addressed itself." }),
    chose: t.exposeInt("chose", {
      nullable: true,
      description: "The index of the child taken; of a `when` 0 is `then` and 1 is `else`.",
    }),
  }),
});

export const RequestAttempt = builder.objectRef<Attempt>("RequestAttempt").implement({
  description: "One call to one target.",
  fields: (t) => ({
    provider: t.string({ description: "The provider's name.", resolve: ({ target }) => target.provider }),
    model: t.string({ description: "The model's name at the provider.", resolve: ({ target }) => target.model }),
    outcome: t.field({
      type: RequestOutcomeEnum,
      description: "How the call ended: completed, failed or cancelled.",
      resolve: ({ outcome }) => outcome,
    }),
    errorClass: t.exposeString("errorClass", {
      nullable: true,
      description: "What kind of failure it was, as fallbacks name it.",
    }),
    status: t.exposeInt("status", { nullable: true, description: "The provider's HTTP status; null: there was none." }),
    error: t.exposeString("error", { nullable: true, description: "What the provider or the network said, redacted." }),
    credentialId: t.exposeString("credentialId", { nullable: true, description: "Which credential was used." }),
    startedAt: t.field({
      type: "DateTime",
      description: "When the call began.",
      resolve: ({ startedAt }) => new Date(startedAt),
    }),
    firstByteMs: t.exposeFloat("firstByteMs", {
      nullable: true,
      description: "Milliseconds from its start to the first byte of the answer's body.",
    }),
    endMs: t.exposeFloat("endMs", { description: "Milliseconds from its start to its end." }),
  }),
});

export const RequestTokens = builder.objectRef<TokenCounts>("RequestTokens").implement({
  description: "Tokens used. Cached ones are part of the input, reasoning is part of the output.",
  fields: (t) => ({
    input: t.exposeInt("input", { description: "All input tokens." }),
    output: t.exposeInt("output", { description: "All output tokens." }),
    cacheRead: t.exposeInt("cacheRead", { description: "Input read from the provider's cache." }),
    cacheWrite: t.exposeInt("cacheWrite", { description: "Input written to the provider's cache." }),
    reasoning: t.exposeInt("reasoning", { description: "Output spent on reasoning." }),
  }),
});

export const RequestTimings = builder.objectRef<Timings>("RequestTimings").implement({
  description: "How long it took, in milliseconds.",
  fields: (t) => ({
    queueMs: t.exposeFloat("queueMs", { description: "Waiting for admission." }),
    overheadMs: t.exposeFloat("overheadMs", {
      description: "The gateway's own time: everything but waiting for providers.",
    }),
    ttftMs: t.exposeFloat("ttftMs", {
      nullable: true,
      description: "Until the first content was handed to the client; null when there was none.",
    }),
    totalMs: t.exposeFloat("totalMs", { description: "From receipt to the last byte." }),
  }),
});

export const PolicyVerdictType = builder.objectRef<PolicyVerdict>("PolicyVerdict").implement({
  description: "What a policy said of a request.",
  fields: (t) => ({
    policyId: t.exposeString("policyId", { description: "The policy's UUID." }),
    limit: t.exposeString("limit", { description: "Which of its limits." }),
    verdict: t.exposeString("verdict", {
      description: "allowed, denied, observed, unknown_open, unknown_closed or local_slice.",
    }),
    counterKey: t.exposeString("counterKey", { nullable: true, description: "The counter that was asked." }),
    remaining: t.exposeFloat("remaining", { nullable: true, description: "What was left." }),
    resetAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When the counter begins anew.",
      resolve: ({ resetAt }) => resetAt === undefined ? null : new Date(resetAt),
    }),
  }),
});

export const RequestCharge = builder.objectRef<Charge>("RequestCharge").implement({
  description: "What a budget's counter was charged.",
  fields: (t) => ({
    counterKey: t.exposeString("counterKey", { description: "The counter." }),
    period: t.exposeString("period", { description: "hour, day or month." }),
    nanoUsd: t.field({
      type: "BigInt",
      description: "Nano-dollars: a billionth of a US dollar.",
      resolve: ({ nanoUsd }) => BigInt(nanoUsd),
    }),
  }),
});

export const RequestSequence = builder.objectRef<RequestRecord["sequence"]>("RequestSequence").implement({
  description: "Who wrote the record. Numbers of an instance have no gaps: a missing one is a lost record.",
  fields: (t) => ({
    instance: t.exposeString("instance", { description: "The gateway's process." }),
    n: t.field({ type: "BigInt", description: "The record's number there.", resolve: ({ n }) => BigInt(n) }),
  }),
});
