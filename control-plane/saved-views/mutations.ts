import { builder } from "../graphql/builder.ts";
import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import { createSavedView, deleteSavedView, updateSavedView } from "./saved_view_service.ts";
import { SavedViewNode } from "./schema.ts";

const VIEW =
  "`where`, `columns` ({field, name?, width?}), `sort` ({field: TIME, direction}) and `range` ({lastMinutes} or " +
  "{from, to}); each may be left out";

builder.relayMutationField("createSavedView", {
  description: "A new view.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant whose records it shows." }),
    projectId: t.id({ description: "The project whose records it shows; left out: those of all." }),
    name: t.string({ required: true, description: "1 to 64 characters, unique among the caller's own." }),
    shared: t.boolean({ description: "Whether everybody in the tenant sees it. Default false." }),
    view: t.field({ type: "JSON", required: true, description: `${VIEW}.` }),
  }),
}, {
  description: "Keeps a view of the request log. A tenant may have 1,000.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    savedView: await createSavedView(context, {
      ...input,
      tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId"),
      projectId: input.projectId == null ? null : decodeGlobalId("Project", input.projectId, "projectId"),
      shared: input.shared ?? undefined,
      view: input.view,
    }),
  }),
}, {
  description: "The view was kept.",
  outputFields: (t) => ({
    savedView: t.field({ type: SavedViewNode, description: "The new view.", resolve: ({ savedView }) => savedView }),
  }),
});

builder.relayMutationField("updateSavedView", {
  description: "Changes to a view; what is left out stays.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The view." }),
    name: t.string({ description: "1 to 64 characters, unique among its owner's." }),
    shared: t.boolean({ description: "Whether everybody in the tenant sees it; its owner alone may take that back." }),
    view: t.field({ type: "JSON", description: `The whole view in the old one's place: ${VIEW}.` }),
    version: t.int({ description: "The version that the change is based on; another one is a conflict." }),
  }),
}, {
  description: "Changes a view. It is its owner's to change, a shared one an administrator's too.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    savedView: await updateSavedView(context, {
      id: decodeGlobalId("SavedView", input.id, "id"),
      name: input.name ?? undefined,
      shared: input.shared ?? undefined,
      view: input.view ?? undefined,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The view was changed.",
  outputFields: (t) => ({
    savedView: t.field({ type: SavedViewNode, description: "As it is now.", resolve: ({ savedView }) => savedView }),
  }),
});

builder.relayMutationField("deleteSavedView", {
  description: "Which view to delete.",
  inputFields: (t) => ({ id: t.id({ required: true, description: "The view." }) }),
}, {
  description: "Deletes a view for good. Who may change it may.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    savedView: await deleteSavedView(context, { id: decodeGlobalId("SavedView", input.id, "id") }),
  }),
}, {
  description: "The view was deleted.",
  outputFields: (t) => ({
    deletedId: t.id({
      description: "The global id that it had.",
      resolve: ({ savedView }) => encodeGlobalId("SavedView", savedView.id),
    }),
  }),
});
