import { builder } from "../graphql/builder.ts";
import { RequestAttempt, RequestOutcomeEnum } from "../logs/record_types.ts";
import { RequestLogNode } from "../logs/request_log_node.ts";
import { RevisionNode } from "../publishing/schema.ts";
import { explainRecord, type NamedVerdict, type RequestExplanation } from "./explain_record.ts";
import { ExplanationUnknownType, ModelMatchType } from "./explanation_parts_schema.ts";
import { RouteWalkStep } from "./walk_schema.ts";

const NamedVerdictType = builder.objectRef<NamedVerdict>("NamedPolicyVerdict").implement({
  description: "What a policy said of a request.",
  fields: (t) => ({
    policyId: t.exposeString("policyId", {
      description: "The policy's UUID, or the API key's for a limit of its own.",
    }),
    policyName: t.exposeString("policyName", {
      nullable: true,
      description: "What it was called in that revision; null where nobody knows any more.",
    }),
    isKeysOwn: t.exposeBoolean("isKeysOwn", { description: "Whether it is a limit of the key's own." }),
    limit: t.exposeString("limit", { description: "Which of its limits." }),
    verdict: t.exposeString("verdict", {
      description: "allowed, denied, observed, unknown_open, unknown_closed or local_slice.",
    }),
    remaining: t.exposeFloat("remaining", { nullable: true, description: "What was left." }),
    resetAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When there was more left.",
      resolve: ({ resetAt }) => resetAt === undefined ? null : new Date(resetAt),
    }),
  }),
});

const RequestExplanationType = builder.objectRef<RequestExplanation>("RequestExplanation").implement({
  description: "Why a request went where it went.",
  fields: (t) => ({
    revision: t.field({
      type: RevisionNode,
      nullable: true,
      description: "The revision that it was pinned to; null where it is gone or none was known.",
      resolve: ({ revision }) => revision,
    }),
    match: t.field({
      type: ModelMatchType,
      nullable: true,
      description: "How `model` was understood; null where nobody knows.",
      resolve: ({ match }) => match,
    }),
    walk: t.field({
      type: [RouteWalkStep],
      description: "The way to the last target that was tried, with what its revision has there.",
      resolve: ({ walk }) => walk,
    }),
    attempts: t.field({
      type: [RequestAttempt],
      description: "Every call to a target, in order.",
      resolve: ({ record }) => record.attempts,
    }),
    verdicts: t.field({
      type: [NamedVerdictType],
      description: "What limits said.",
      resolve: ({ verdicts }) => verdicts,
    }),
    outcome: t.field({
      type: RequestOutcomeEnum,
      description: "How it ended.",
      resolve: ({ record }) => record.outcome,
    }),
    status: t.int({ description: "The HTTP status that the client got.", resolve: ({ record }) => record.status }),
    errorCode: t.string({
      nullable: true,
      description: "The stable code of the error, if any.",
      resolve: ({ record }) => record.errorCode,
    }),
    errorMeaning: t.exposeString("errorMeaning", {
      nullable: true,
      description: "What that code means; `{…}` stands for what the client was told there.",
    }),
    degradation: t.stringList({
      description: "What the gateway had to do without.",
      resolve: ({ record }) => record.degradation,
    }),
    unknowns: t.field({
      type: [ExplanationUnknownType],
      description: "What this cannot tell.",
      resolve: ({ unknowns }) => unknowns,
    }),
  }),
});

/** It reads the revision's whole document. */
const EXPLANATION_COMPLEXITY = 100;

builder.objectField(RequestLogNode, "explanation", (t) =>
  t.field({
    type: RequestExplanationType,
    complexity: EXPLANATION_COMPLEXITY,
    description: "Why it went where it went, from its record and the revision that it was pinned to.",
    resolve: (record, _args, context) => explainRecord(context, record),
  }));
