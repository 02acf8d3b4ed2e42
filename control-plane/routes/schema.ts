import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { archiveRoute, createRoute, updateRoute } from "./route_service.ts";

export const RouteNode = builder.prismaNode("Route", {
  description: "A name that requests may ask for as their `model`, and the tree that decides where they go.",
  id: { field: "id" },
  authScopes: (route) => ({ can: { action: "route.read", tenantId: route.tenantId } }),
  fields: (t) => ({
    name: t.exposeString("name", { description: "What a request's `model` says; unique within the project." }),
    tree: t.expose("tree", {
      type: "JSON",
      description: "The tree: targets, fallbacks, splits and conditions; see docs/routes.md.",
    }),
    version: t.exposeInt("version", { description: "Rises with every change." }),
    archivedAt: t.expose("archivedAt", {
      type: "DateTime",
      nullable: true,
      description: "Since when it is out of use.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    updatedAt: t.expose("updatedAt", { type: "DateTime", description: "When it last changed." }),
    project: t.relation("project", { description: "The project that it belongs to." }),
  }),
});

builder.relayMutationField("createRoute", {
  description: "A new route.",
  inputFields: (t) => ({
    projectId: t.id({ required: true, description: "The project that it belongs to." }),
    name: t.string({ required: true, description: "1 to 64 letters, digits and `._:-`, unique within the project." }),
    tree: t.field({ type: "JSON", required: true, description: "The tree; its targets name providers by `name`." }),
  }),
}, {
  description: "Adds a route to the draft. Gateways know it from the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    route: await createRoute(context, {
      projectId: decodeGlobalId("Project", input.projectId, "projectId"),
      name: input.name,
      tree: input.tree,
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
  inputFields: (t) => ({ id: t.id({ required: true, description: "The route." }) }),
}, {
  description: "Takes a route out of the draft. Gateways forget it with the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    route: await archiveRoute(context, { id: decodeGlobalId("Route", input.id, "id") }),
  }),
}, {
  description: "The route is out of use.",
  outputFields: (t) => ({
    route: t.field({ type: RouteNode, description: "The archived route.", resolve: ({ route }) => route }),
  }),
});
