import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { TenantNode } from "../tenants/schema.ts";
import { logRetentionDays, setLogRetention } from "./retention_service.ts";

builder.prismaObjectFields("Tenant", (t) => ({
  logRetentionDays: t.int({
    description: "Days before today (UTC) that request records are kept.",
    resolve: (tenant, _args, context) => logRetentionDays(context, tenant),
  }),
}));

builder.relayMutationField("setLogRetention", {
  description: "For how long a tenant's records are kept.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant." }),
    days: t.int({
      description: "Days before today (UTC), 1 or more; left out or null: as long as the installation keeps any.",
    }),
  }),
}, {
  description:
    "Says for how long a tenant's records and their bodies are kept. What is older is deleted within the next hour, for good.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    tenant: await setLogRetention(context, {
      tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId"),
      days: input.days ?? null,
    }),
  }),
}, {
  description: "The retention was set.",
  outputFields: (t) => ({
    tenant: t.field({ type: TenantNode, description: "The tenant as it is now.", resolve: ({ tenant }) => tenant }),
  }),
});
