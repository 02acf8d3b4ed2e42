import { ErasureState } from "../../prisma/generated/client/enums.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { ProjectNode } from "../projects/schema.ts";
import { eraseEndUser, erasureProgress } from "./erasure_service.ts";

const ErasureStateEnum = builder.enumType("EndUserErasureState", {
  description: "How far an erasure is.",
  values: {
    [ErasureState.QUEUED]: { description: "It begins within seconds, once those before it are done." },
    [ErasureState.RUNNING]: { description: "It goes through the records, day by day." },
    [ErasureState.DONE]: { description: "All is erased; records that come late are stored without the end user." },
  } as const,
});

const EndUserErasureNode = builder.prismaNode("EndUserErasure", {
  description: "A job that erases what is stored of one end user's requests up to the moment that it was asked for.",
  id: { field: "id" },
  authScopes: (erasure) => ({ can: { action: "end_user_erasure.read", tenantId: erasure.tenantId } }),
  fields: (t) => ({
    state: t.expose("state", { type: ErasureStateEnum, description: "How far it is." }),
    progress: t.float({
      description: "From 0 to 1, by days of records.",
      resolve: (erasure) => erasureProgress(erasure),
    }),
    project: t.field({
      type: ProjectNode,
      nullable: true,
      description: "In which project; null: in all of the tenant.",
      resolve: ({ projectId }, _args, { dependencies }) =>
        projectId === null ? null : dependencies.db.project.findUnique({ where: { id: projectId } }),
    }),
    endUserHash: t.exposeString("endUserHash", {
      description: "SHA-256 of `<UUID of this erasure>:<end user>`, in hex; the end user itself is not kept.",
    }),
    erasureId: t.exposeString("id", { description: "The erasure's UUID, as the hash was made with it." }),
    requestedAt: t.expose("requestedAt", { type: "DateTime", description: "Up to when requests are erased." }),
    startedAt: t.expose("startedAt", { type: "DateTime", nullable: true, description: "When it began." }),
    completedAt: t.expose("completedAt", { type: "DateTime", nullable: true, description: "When it was done." }),
    recordsErased: t.expose("recordsErased", { type: "BigInt", description: "Request records so far." }),
    bodiesErased: t.expose("bodiesErased", { type: "BigInt", description: "Requests' captured bodies so far." }),
    usageRowsErased: t.expose("usageRowsErased", {
      type: "BigInt",
      description: "Days of the end user's usage so far, in each project.",
    }),
  }),
});

builder.prismaObjectFields("Tenant", (t) => ({
  endUserErasures: t.relatedConnection("endUserErasures", {
    cursor: "id",
    description: "Erasures of end users, the newest first.",
    query: { orderBy: { id: "desc" } },
    authScopes: (tenant) => ({ can: { action: "end_user_erasure.read", tenantId: tenant.id } }),
  }),
}));

builder.relayMutationField("eraseEndUser", {
  description: "Whose requests to erase.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant." }),
    projectId: t.id({ description: "In this project only; left out: in all of the tenant." }),
    endUser: t.string({ required: true, description: "The end user as requests name it, whole." }),
    confirmEndUser: t.string({
      required: true,
      description: "The same once more: what is erased cannot be had back.",
    }),
  }),
}, {
  description:
    "Erases the records, bodies and usage of an end user's requests up to now, and the name from budgets and their warnings. " +
    "Sums stay, without the name; budgets of the end user begin anew. Requests that the end user makes later are recorded as ever.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    erasure: await eraseEndUser(context, {
      tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId"),
      projectId: input.projectId == null ? null : decodeGlobalId("Project", input.projectId, "projectId"),
      endUser: input.endUser,
      confirmEndUser: input.confirmEndUser,
    }),
  }),
}, {
  description: "The erasure is queued.",
  outputFields: (t) => ({
    erasure: t.field({
      type: EndUserErasureNode,
      description: "The job, to be asked for by its id.",
      resolve: ({ erasure }) => erasure,
    }),
  }),
});
