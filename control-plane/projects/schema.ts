import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { Versioned } from "../graphql/versioned.ts";
import { ProjectCapture, ProjectCaptureInput, readCaptureInput } from "./capture_schema.ts";
import { archiveProject, captureOf, createProject, restoreProject, updateProject } from "./project_service.ts";

export const ProjectNode = builder.prismaNode("Project", {
  description: "An application or environment: its routes, its API keys, its records.",
  id: { field: "id" },
  interfaces: [Versioned],
  authScopes: (project) => ({ can: { action: "project.read", tenantId: project.tenantId } }),
  fields: (t) => ({
    name: t.exposeString("name", { description: "Unique within the tenant." }),
    allowDirectModels: t.exposeBoolean("allowDirectModels", {
      description: "Whether requests may address `provider/model` past every route.",
    }),
    capture: t.field({
      type: ProjectCapture,
      nullable: true,
      description: "Whether prompts and answers are captured, and how; null: they are not.",
      resolve: captureOf,
    }),
    tenant: t.relation("tenant", { description: "Whose it is." }),
    routes: t.relatedConnection("routes", {
      cursor: "id",
      description: "The draft's routes, the oldest first.",
      args: { includeArchived: t.arg.boolean({ description: "Also those out of use.", defaultValue: false }) },
      query: ({ includeArchived }) => ({ where: includeArchived ? {} : { archivedAt: null }, orderBy: { id: "asc" } }),
      authScopes: (project) => ({ can: { action: "route.read", tenantId: project.tenantId } }),
    }),
  }),
});

builder.relayMutationField("createProject", {
  description: "A new project.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant that it belongs to." }),
    name: t.string({ required: true, description: "1 to 64 characters, unique within the tenant." }),
    capture: t.field({
      type: ProjectCaptureInput,
      description: "Captures prompts and answers; left out: they are not. For owners and administrators.",
    }),
  }),
}, {
  description: "Makes a project.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    project: await createProject(context, {
      tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId"),
      name: input.name,
      capture: readCaptureInput(input.capture),
    }),
  }),
}, {
  description: "The project was made.",
  outputFields: (t) => ({
    project: t.field({ type: ProjectNode, description: "The new project.", resolve: ({ project }) => project }),
  }),
});

builder.relayMutationField("updateProject", {
  description: "Changes to a project; what is left out stays.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The project." }),
    name: t.string({ description: "1 to 64 characters, unique within the tenant." }),
    allowDirectModels: t.boolean({ description: "Whether requests may address `provider/model` past every route." }),
    capture: t.field({
      type: ProjectCaptureInput,
      description:
        "Whether and how prompts and answers are captured: the whole setting in the old one's place; null: they are not. " +
        "For owners and administrators.",
    }),
    version: t.int({ description: "The version that the change is based on; a newer one is a conflict." }),
  }),
}, {
  description: "Renames a project, or changes its settings. Settings reach gateways with the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    project: await updateProject(context, {
      id: decodeGlobalId("Project", input.id, "id"),
      name: input.name ?? undefined,
      allowDirectModels: input.allowDirectModels ?? undefined,
      capture: readCaptureInput(input.capture),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The project was changed.",
  outputFields: (t) => ({
    project: t.field({
      type: ProjectNode,
      description: "The project as it is now.",
      resolve: ({ project }) => project,
    }),
  }),
});

builder.relayMutationField("archiveProject", {
  description: "Which project to take out of use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The project." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description: "Takes a project out of use: its API keys are revoked at once, its routes leave with the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    project: await archiveProject(context, {
      id: decodeGlobalId("Project", input.id, "id"),
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The project is out of use.",
  outputFields: (t) => ({
    project: t.field({ type: ProjectNode, description: "The archived project.", resolve: ({ project }) => project }),
  }),
});

builder.relayMutationField("restoreProject", {
  description: "Which project to take back into use.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The project." }),
    name: t.string({ description: "Another name for it; left out: the one that it had, which must be free." }),
    version: t.int({ description: "The version that this is based on; another one is a conflict." }),
  }),
}, {
  description:
    "Takes an archived project back into use. Its routes are back with the next publish; its API keys stay revoked.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    project: await restoreProject(context, {
      id: decodeGlobalId("Project", input.id, "id"),
      name: input.name ?? undefined,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The project is in use again.",
  outputFields: (t) => ({
    project: t.field({ type: ProjectNode, description: "The restored project.", resolve: ({ project }) => project }),
  }),
});
