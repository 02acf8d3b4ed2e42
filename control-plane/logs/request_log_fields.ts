import { ApiKeyNode } from "../api-keys/schema.ts";
import { builder } from "../graphql/builder.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { ProjectNode } from "../projects/schema.ts";
import { RevisionNode } from "../publishing/schema.ts";
import { loadApiKey, loadProject, loadRevision } from "./log_relations.ts";
import { PolicyVerdictType, RequestCharge, RequestSequence, RouteStepType } from "./record_types.ts";
import { RequestLogNode } from "./request_log_node.ts";

// Whose request it was.
builder.objectFields(RequestLogNode, (t) => ({
  project: t.prismaField({
    type: ProjectNode,
    nullable: true,
    description: "The project; null when it is gone.",
    resolve: (query, { projectId }, _args, context) => loadProject(context, projectId, query),
  }),
  apiKey: t.prismaField({
    type: ApiKeyNode,
    nullable: true,
    description: "The API key; null when it is gone.",
    resolve: (query, { apiKeyId }, _args, context) => loadApiKey(context, apiKeyId, query),
  }),
  apiKeyId: t.id({
    description: "That API key's global id, also when it is gone; unlike `apiKey` it asks the database nothing.",
    resolve: ({ apiKeyId }) => encodeGlobalId("ApiKey", apiKeyId),
  }),
  keyVersion: t.exposeInt("keyVersion", { description: "The API key's version that the gateway knew." }),
  endUser: t.exposeString("endUser", { nullable: true, description: "The application's own user, as it named them." }),
  tags: t.field({
    type: "JSON",
    description: "Names and values that the request carried.",
    resolve: ({ tags }) => tags,
  }),
  replayOf: t.id({
    nullable: true,
    description: "The global id of the request that this one repeats.",
    resolve: ({ replayOf }) => replayOf && encodeGlobalId("RequestLog", replayOf),
  }),
  traceId: t.exposeString("traceId", { nullable: true, description: "The trace that the request is part of." }),
  sequence: t.field({
    type: RequestSequence,
    description: "Who wrote the record.",
    resolve: ({ sequence }) => sequence,
  }),
}));

// How it was routed.
builder.objectFields(RequestLogNode, (t) => ({
  revision: t.prismaField({
    type: RevisionNode,
    nullable: true,
    description:
      "The revision that the request was pinned to from its first to its last byte; null when none was known.",
    resolve: (query, { tenantId, revision }, _args, context) =>
      revision && loadRevision(context, { tenantId, ...revision }, query),
  }),
  revisionNumber: t.int({
    nullable: true,
    description: "That revision's number.",
    resolve: ({ revision }) => revision?.number,
  }),
  revisionHash: t.string({
    nullable: true,
    description: "That revision's hash, as the gateway had it.",
    resolve: ({ revision }) => revision?.hash,
  }),
  routeName: t.exposeString("routeName", { nullable: true, description: "The route that `model` named, if any." }),
  routePath: t.field({
    type: [RouteStepType],
    description: "The way through the route's tree.",
    resolve: ({ routePath }) => routePath,
  }),
  conditionInputs: t.field({
    type: "JSON",
    description: "The values that conditions and sticky splits looked at.",
    resolve: ({ conditionInputs }) => conditionInputs,
  }),
  droppedFields: t.exposeStringList("droppedFields", {
    description: "Fields of the request that the provider's API has no place for.",
  }),
}));

// What policies, budgets and caches made of it.
builder.objectFields(RequestLogNode, (t) => ({
  policyVerdicts: t.field({
    type: [PolicyVerdictType],
    description: "What each policy said.",
    resolve: ({ policyVerdicts }) => policyVerdicts,
  }),
  charges: t.field({
    type: [RequestCharge],
    description: "What budgets were charged.",
    resolve: ({ charges }) => charges,
  }),
  degradation: t.exposeStringList("degradation", { description: "What the gateway had to do without." }),
  cacheHit: t.exposeBoolean("cacheHit", { description: "Whether the answer came from the cache." }),
}));
