import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { DialectEnum } from "../logs/record_types.ts";
import { RevisionNode } from "../publishing/schema.ts";
import { ExplainedCandidateType } from "./candidate_schema.ts";
import type { ExpectedAnswer } from "./expected_answer.ts";
import { explainRoute, type RouteExplanation } from "./explain_route.ts";
import { ExplanationUnknownType, ModelMatchType } from "./explanation_parts_schema.ts";
import { ExplainedLimitType } from "./limit_schema.ts";
import { RouteWalkStep } from "./walk_schema.ts";

const NameValueInput = builder.inputType("ExplainedPairInput", {
  description: "A name and its value.",
  fields: (t) => ({
    name: t.string({ required: true, description: "The name." }),
    value: t.string({ required: true, description: "The value." }),
  }),
});

const ExplainedRequestInput = builder.inputType("ExplainedRequestInput", {
  description: "A request as an application would make it. What is left out is taken from `body`, where there is one.",
  fields: (t) => ({
    model: t.string({ description: "The `model`: needed here or in the body." }),
    dialect: t.field({ type: DialectEnum, description: "The API spoken; OPENAI_CHAT by default." }),
    stream: t.boolean({ description: "Whether a stream is asked for; false by default." }),
    body: t.field({ type: "JSON", description: "The body; it is looked at and not kept." }),
    estimatedTokens: t.int({ description: "Input tokens; by default estimated from the body, as the gateway does." }),
    maxTokens: t.int({ description: "The most output tokens; by default what the body says." }),
    headers: t.field({ type: [NameValueInput], description: "Request headers; 64 at most." }),
    metadata: t.field({ type: "JSON", description: "The `metadata`; by default the body's." }),
    endUser: t.string({ description: "The end user; by default as body or headers name them." }),
    tags: t.field({ type: [NameValueInput], description: "Tags, as `x-perpetuo-tags` carries them; 16 at most." }),
  }),
});

const ExplainRouteInput = builder.inputType("ExplainRouteInput", {
  description: "A request that nobody makes, and under which configuration.",
  fields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant." }),
    projectId: t.id({ required: true, description: "The project that the key would be of." }),
    apiKeyId: t.id({ description: "The API key; left out, no key's own limits apply." }),
    request: t.field({ type: ExplainedRequestInput, required: true, description: "The request." }),
    revision: t.int({ description: "The number of a revision; left out: the draft." }),
  }),
});

const ExpectedAnswerType = builder.objectRef<ExpectedAnswer>("ExpectedAnswer").implement({
  description: "What the gateway would say before it calls anyone.",
  fields: (t) => ({
    allowed: t.exposeBoolean("allowed", { description: "Whether a target would be called." }),
    errorCode: t.exposeString("errorCode", {
      nullable: true,
      description: "The stable code of the error; null: none.",
    }),
    status: t.exposeInt("status", { description: "The HTTP status; 200 where it is allowed." }),
    message: t.exposeString("message", { description: "The sentence that the client would get." }),
  }),
});

const EstimatedTokensType = builder.objectRef<RouteExplanation["tokens"]>("ExplainedTokens").implement({
  description: "What the request would use, as limits and prices reckon with it.",
  fields: (t) => ({
    input: t.exposeInt("input", { description: "Input tokens." }),
    output: t.exposeInt("output", { description: "Output tokens at most." }),
    isOutputAssumed: t.exposeBoolean("isOutputAssumed", {
      description: "Whether the request names no maximum; each policy then assumes its own.",
    }),
  }),
});

const RouteExplanationType = builder.objectRef<RouteExplanation>("RouteExplanation").implement({
  description: "Where a request would go, and why.",
  fields: (t) => ({
    revision: t.field({
      type: RevisionNode,
      nullable: true,
      description: "The revision that it was held against; null: the draft.",
      resolve: ({ revision }) => revision,
    }),
    match: t.field({ type: ModelMatchType, description: "How `model` was understood.", resolve: ({ match }) => match }),
    walk: t.field({
      type: [RouteWalkStep],
      description: "Every node that it came by, in order, to the last target that the route has.",
      resolve: ({ walk }) => walk,
    }),
    candidates: t.field({
      type: [ExplainedCandidateType],
      description: "The targets in the order in which they would be tried.",
      resolve: ({ candidates }) => candidates,
    }),
    limits: t.field({
      type: [ExplainedLimitType],
      description: "Every limit that applies, and how its counter stands now; nothing is reserved.",
      resolve: ({ limits }) => limits,
    }),
    deniedBy: t.field({
      type: ExplainedLimitType,
      nullable: true,
      description: "The limit that would be named in the refusal; null: none refuses.",
      resolve: ({ deniedBy }) => deniedBy,
    }),
    tokens: t.field({ type: EstimatedTokensType, description: "What it would use.", resolve: ({ tokens }) => tokens }),
    costNanoUsd: t.field({
      type: "BigInt",
      nullable: true,
      description: "What that costs at the first target, in nano-dollars; null: unpriced, or there is none.",
      resolve: ({ costNanoUsd }) => costNanoUsd === null ? null : BigInt(costNanoUsd),
    }),
    reservedNanoUsd: t.field({
      type: "BigInt",
      nullable: true,
      description: "What budgets would hold for it, at the dearest target; null: unpriced, 0: no budget applies.",
      resolve: ({ reservedNanoUsd }) => reservedNanoUsd === null ? null : BigInt(reservedNanoUsd),
    }),
    degradation: t.exposeStringList("degradation", { description: "What would not be at its best." }),
    answer: t.field({
      type: ExpectedAnswerType,
      description: "What the gateway would say.",
      resolve: ({ answer }) => answer,
    }),
    unknowns: t.field({
      type: [ExplanationUnknownType],
      description: "What this cannot tell.",
      resolve: ({ unknowns }) => unknowns,
    }),
  }),
});

/** It reads a revision, records and counters. */
const EXPLAIN_COMPLEXITY = 200;

builder.queryField("explainRoute", (t) =>
  t.field({
    type: RouteExplanationType,
    complexity: EXPLAIN_COMPLEXITY,
    description: "Where a request would go under the draft or a revision, and why, without making it.",
    args: { input: t.arg({ type: ExplainRouteInput, required: true, description: "The request." }) },
    resolve: (_root, { input }, context) =>
      explainRoute(context, {
        tenantId: decodeGlobalId("Tenant", input.tenantId, ["input", "tenantId"]),
        projectId: decodeGlobalId("Project", input.projectId, ["input", "projectId"]),
        apiKeyId: input.apiKeyId == null ? null : decodeGlobalId("ApiKey", input.apiKeyId, ["input", "apiKeyId"]),
        request: input.request,
        revision: input.revision,
      }),
  }));
