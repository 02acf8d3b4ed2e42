import { CACHED_ANSWER_BYTES_MAX, type RouteCache, routeCache } from "../../shared/contracts/route_cache.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { Versioned } from "../graphql/versioned.ts";
import { restoreRoute } from "./restore_route.ts";
import { archiveRoute, createRoute, updateRoute } from "./route_service.ts";

const RouteCacheType = builder.objectRef<RouteCache>("RouteCache").implement({
  description: "How long and how large a route's answers are kept, for requests that are exactly alike.",
  fields: (t) => ({
    ttlSeconds: t.exposeInt("ttlSeconds", { description: "How long an answer is given again, in seconds." }),
    answerBytesMax: t.int({
      description: "The largest answer that is kept, in bytes.",
      resolve: ({ answerBytesMax }) => answerBytesMax ?? CACHED_ANSWER_BYTES_MAX,
    }),
  }),
});

const RouteCacheInput = builder.inputType("RouteCacheInput", {
  description: "How long and how large a route's answers are kept, for requests that are exactly alike.",
  fields: (t) => ({
    ttlSeconds: t.int({
      required: true,
      description: "How long an answer is given again, in seconds: 1 to 2,592,000 (30 days).",
    }),
    answerBytesMax: t.int({
      description: "The largest answer that is kept, in bytes: 1,024 to 16,777,216; default 1,048,576.",
    }),
  }),
});

export const RouteNode = builder.prismaNode("Route", {
  description: "A name that requests may ask for as their `model`, and the tree that decides where they go.",
  id: { field: "id" },
  interfaces: [Versioned],
  authScopes: (route) => ({ can: { action: "route.read", tenantId: route.tenantId } }),
  fields: (t) => ({
    name: t.exposeString("name", { description: "What a request's `model` says; unique within the project." }),
    aliases: t.exposeStringList("aliases", {
      description: "Further names that lead here; a `*` at the end of one stands for any rest.",
    }),
    cache: t.field({
      type: RouteCacheType,
      nullable: true,
      description: "How long its answers are kept; null: they are not.",
      resolve: ({ cache }) => cache === null ? null : routeCache.parse(cache),
    }),
    tree: t.expose("tree", {
      type: "JSON",
      description: "The tree: targets, fallbacks, splits and conditions; see docs/routes.md.",
    }),
    project: t.relation("project", { description: "The project that it belongs to." }),
  }),
});

/** As the contract has it: what is null is left out there. */
function cacheOf(input: { ttlSeconds: number; answerBytesMax?: number | null | undefined } | null | undefined) {
  if (input == null) return input;
  const { ttlSeconds, answerBytesMax } = input;
  return answerBytesMax == null ? { ttlSeconds } : { ttlSeconds, answerBytesMax };
}

builder.relayMutationField("createRoute", {
  description: "A new route.",
  inputFields: (t) => ({
    projectId: t.id({ required: true, description: "The project that it belongs to." }),
    name: t.string({ required: true, description: "1 to 64 letters, digits and `._:-`, unique within the project." }),
    tree: t.field({ type: "JSON", required: true, description: "The tree; its targets name providers by `name`." }),
    aliases: t.stringList({
      description:
        "Further names that lead to it, at most 32, unique among the project's names and aliases: letters, digits and " +
        "`._:/@+-`, with a `*` at the end where any rest will do.",
    }),
    cache: t.field({ type: RouteCacheInput, description: "Keeps its answers; left out: they are not kept." }),
  }),
}, {
  description: "Adds a route to the draft. Gateways know it from the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    route: await createRoute(context, {
      projectId: decodeGlobalId("Project", input.projectId, "projectId"),
      name: input.name,
      tree: input.tree,
      aliases: input.aliases,
      cache: cacheOf(input.cache),
    }),
  }),
}, {
  description: "The route was added.",
  outputFields: (t) => ({
    route: t.field({ type: RouteNode, description: "The new route.", resolve: ({ route }) => route }),
  }),
});

builder.relayMutationField("updateRoute", {
  description: "Changes to a route; what is left out stays.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The route." }),
    name: t.string({ description: "1 to 64 letters, digits and `._:-`, unique within the project." }),
    tree: t.field({ type: "JSON", description: "The whole tree in the old one's place." }),
    aliases: t.stringList({ description: "The whole list in the old one's place, at most 32." }),
    cache: t.field({ type: RouteCacheInput, description: "Keeps its answers; null: they are kept no more." }),
    version: t.int({ description: "The version that the change is based on; a newer one is a conflict." }),
  }),
}, {
  description: "Changes a route of the draft. Gateways know of it from the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    route: await updateRoute(context, {
      id: decodeGlobalId("Route", input.id, "id"),
      name: input.name ?? undefined,
      tree: input.tree ?? undefined,
      aliases: input.aliases,
      cache: cacheOf(input.cache),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The route was changed.",
  outputFields: (t) => ({
    route: t.field({ type: RouteNode, description: "The route as it is now.", resolve: ({ route }) => route }),
  }),
});

builder.relayMutationField("archiveRoute", {
  description: "Which route to take out of use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The route." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description: "Takes a route out of the draft. Gateways forget it with the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    route: await archiveRoute(context, {
      id: decodeGlobalId("Route", input.id, "id"),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The route is out of use.",
  outputFields: (t) => ({
    route: t.field({ type: RouteNode, description: "The archived route.", resolve: ({ route }) => route }),
  }),
});

builder.relayMutationField("restoreRoute", {
  description: "Which route to take back into use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The route." }),
    name: t.string({ description: "Another name for it; left out: the one that it had, which must be free." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description: "Takes an archived route back into the draft. Its project and the providers it names must be in use.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    route: await restoreRoute(context, {
      id: decodeGlobalId("Route", input.id, "id"),
      name: input.name ?? undefined,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The route is in use again.",
  outputFields: (t) => ({
    route: t.field({ type: RouteNode, description: "The restored route.", resolve: ({ route }) => route }),
  }),
});
