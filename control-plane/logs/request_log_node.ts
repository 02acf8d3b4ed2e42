import type { ProviderKind as StoredProviderKind } from "../../prisma/generated/client/enums.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { builder } from "../graphql/builder.ts";
import { ProviderKindEnum } from "../providers/schema.ts";
import { findLog } from "./read_logs.ts";
import { DialectEnum, RequestAttempt, RequestOutcomeEnum, RequestTimings, RequestTokens } from "./record_types.ts";

/** A record, whether it comes from the database or from the stream. */
export const RequestLogNode = builder.node(builder.objectRef<RequestRecord>("RequestLog"), {
  description: "The record of one request to the gateway.",
  id: { resolve: (record) => record.id },
  // Kept for the request, one would be told to a second asker before its type is known.
  loadWithoutCache: (id, { dependencies }) => findLog(dependencies.db, id),
  authScopes: (record) => ({ can: { action: "request_log.read", tenantId: record.tenantId } }),
  fields: (t) => ({
    requestId: t.exposeString("id", { description: "The request's UUID, as its answer carries it in `x-request-id`." }),
    ts: t.field({ type: "DateTime", description: "When it came in.", resolve: ({ ts }) => new Date(ts) }),
    outcome: t.field({ type: RequestOutcomeEnum, description: "How it ended.", resolve: ({ outcome }) => outcome }),
    status: t.exposeInt("status", {
      description: "The HTTP status that the client got; 499 when it went away before, 0 when the process died before.",
    }),
    errorCode: t.exposeString("errorCode", { nullable: true, description: "The stable code of the error, if any." }),
    dialect: t.field({ type: DialectEnum, description: "The API spoken.", resolve: ({ dialect }) => dialect }),
    stream: t.exposeBoolean("stream", { description: "Whether the answer was streamed." }),
    modelAsked: t.exposeString("modelAsked", { nullable: true, description: "The `model` of the request." }),
    modelServed: t.exposeString("modelServed", { nullable: true, description: "The model that the provider names." }),
    provider: t.exposeString("provider", { nullable: true, description: "The name of the provider that answered." }),
    providerKind: t.field({
      type: ProviderKindEnum,
      nullable: true,
      description: "Which wire protocol it speaks.",
      resolve: ({ providerKind }) => providerKind && providerKind.toUpperCase() as StoredProviderKind,
    }),
    attempts: t.field({
      type: [RequestAttempt],
      description: "Every call to a target, in order.",
      resolve: ({ attempts }) => attempts,
    }),
    tokens: t.field({ type: RequestTokens, description: "Tokens used.", resolve: ({ tokens }) => tokens }),
    estimatedTokens: t.exposeInt("estimatedTokens", { description: "Input tokens as estimated before dispatch." }),
    maxTokensAsked: t.exposeInt("maxTokensAsked", {
      nullable: true,
      description: "The request's own bound on output tokens.",
    }),
    costNanoUsd: t.field({
      type: "BigInt",
      nullable: true,
      description: "Cost in nano-dollars, a billionth of a US dollar; null when the model's price is unknown.",
      resolve: ({ costNanoUsd }) => costNanoUsd === null ? null : BigInt(costNanoUsd),
    }),
    priceVersion: t.exposeString("priceVersion", { nullable: true, description: "Which prices were used." }),
    timings: t.field({ type: RequestTimings, description: "How long it took.", resolve: ({ timings }) => timings }),
  }),
});
