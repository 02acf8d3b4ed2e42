import { Role } from "../../prisma/generated/client/enums.ts";
import { NotFoundError } from "../api_error.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { createTenant, updateTenant } from "./tenant_service.ts";

export const RoleEnum = builder.enumType("Role", {
  description: "What a member may do in a tenant.",
  values: {
    [Role.OWNER]: { description: "Everything." },
    [Role.ADMIN]: { description: "Everything but what concerns ownership." },
    [Role.DEVELOPER]: {
      description: "Projects, routes, API keys and publishing, but not providers, policies or members.",
    },
    [Role.VIEWER]: { description: "Looking only." },
  } as const,
});

export const TenantNode = builder.prismaNode("Tenant", {
  description: "A team with its own members, projects, providers and records; tenants never see each other.",
  id: { field: "id" },
  authScopes: (tenant) => ({ can: { action: "tenant.read", tenantId: tenant.id } }),
  fields: (t) => ({
    slug: t.exposeString("slug", { description: "The tenant's name in addresses, unique and unchanging." }),
    name: t.exposeString("name", { description: "The tenant's name." }),
    timeZone: t.exposeString("timeZone", { description: "The IANA time zone that days and months are reckoned in." }),
    version: t.exposeInt("version", { description: "Rises with every change of its name or time zone." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    updatedAt: t.expose("updatedAt", { type: "DateTime", description: "When it last changed." }),
    viewerRole: t.field({
      type: RoleEnum,
      description: "Your own role here.",
      resolve: (tenant, _args, { actor }) => {
        const role = "memberships" in actor ? actor.memberships.get(tenant.id) : undefined;
        if (role === undefined) throw new NotFoundError();
        return role;
      },
    }),
    members: t.relatedConnection("memberships", {
      cursor: "id",
      description: "Who belongs to the tenant, the longest first.",
      query: { orderBy: { id: "asc" } },
      authScopes: (tenant) => ({ can: { action: "member.read", tenantId: tenant.id } }),
    }),
    projects: t.relatedConnection("projects", {
      cursor: "id",
      description: "The tenant's projects, the oldest first.",
      args: { includeArchived: t.arg.boolean({ description: "Also those out of use.", defaultValue: false }) },
      query: ({ includeArchived }) => ({ where: includeArchived ? {} : { archivedAt: null }, orderBy: { id: "asc" } }),
      authScopes: (tenant) => ({ can: { action: "project.read", tenantId: tenant.id } }),
    }),
    providers: t.relatedConnection("providers", {
      cursor: "id",
      description: "The tenant's providers, the oldest first.",
      args: { includeArchived: t.arg.boolean({ description: "Also those out of use.", defaultValue: false }) },
      query: ({ includeArchived }) => ({ where: includeArchived ? {} : { archivedAt: null }, orderBy: { id: "asc" } }),
      authScopes: (tenant) => ({ can: { action: "provider.read", tenantId: tenant.id } }),
    }),
  }),
});

builder.queryField("tenant", (t) =>
  t.prismaField({
    type: TenantNode,
    description: "One of your tenants by its slug.",
    args: { slug: t.arg.string({ required: true, description: "The slug." }) },
    authScopes: { can: { action: "viewer.read", tenantId: null } },
    resolve: async (query, _root, { slug }, { dependencies }) => {
      const tenant = await dependencies.db.tenant.findUnique({ ...query, where: { slug } });
      if (tenant === null) throw new NotFoundError();
      return tenant;
    },
  }));

builder.relayMutationField("createTenant", {
  description: "A new tenant.",
  inputFields: (t) => ({
    name: t.string({ required: true, description: "1 to 64 characters." }),
    slug: t.string({ description: "1 to 48 of a–z, 0–9 and dashes; made from the name when left out." }),
  }),
}, {
  description:
    "Makes a tenant with you as its owner. Unless sign-up is open, only owners of a tenant may make another.",
  errors: {},
  resolve: async (_root, { input }, context) => ({ tenant: await createTenant(context, input) }),
}, {
  description: "The tenant was made.",
  outputFields: (t) => ({
    tenant: t.field({ type: TenantNode, description: "The new tenant.", resolve: ({ tenant }) => tenant }),
  }),
});

builder.relayMutationField("updateTenant", {
  description: "Changes to a tenant; what is left out stays.",
  inputFields: (t) => ({
    id: t.id({ required: true, description: "The tenant." }),
    name: t.string({ description: "1 to 64 characters." }),
    timeZone: t.string({ description: "An IANA time zone such as 'Europe/Berlin'." }),
    version: t.int({ description: "The version that the change is based on; another one is a conflict." }),
  }),
}, {
  description: "Renames a tenant, or changes its time zone, which budgets follow from the next publish.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    tenant: await updateTenant(context, {
      id: decodeGlobalId("Tenant", input.id, "id"),
      name: input.name ?? undefined,
      timeZone: input.timeZone ?? undefined,
      version: input.version ?? undefined,
    }),
  }),
}, {
  description: "The tenant was changed.",
  outputFields: (t) => ({
    tenant: t.field({ type: TenantNode, description: "The tenant as it is now.", resolve: ({ tenant }) => tenant }),
  }),
});
