import { ForbiddenError, UnauthenticatedError } from "../api_error.ts";
import { userIdOf } from "../authorization/actor.ts";
import { builder } from "../graphql/builder.ts";
import { TenantNode } from "../tenants/schema.ts";

export const UserNode = builder.prismaNode("User", {
  description: "You. Others are seen as `Person`.",
  id: { field: "id" },
  // Nobody but themselves: `node(id)` of someone else finds nothing.
  findUnique: (id, { actor }) => ({ id, AND: { id: userIdOf(actor) } }),
  authScopes: { can: { action: "viewer.read", tenantId: null } },
  fields: (t) => ({
    email: t.exposeString("email", { description: "The address that you sign in with." }),
    name: t.exposeString("name", { description: "Your name." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When the account was made." }),
    tenants: t.prismaConnection({
      type: TenantNode,
      cursor: "id",
      description: "The tenants that you belong to, the oldest first; those that the token is limited to, if it is.",
      resolve: (query, _user, _args, { actor, dependencies }) =>
        dependencies.db.tenant.findMany({
          ...query,
          where: { id: { in: "memberships" in actor ? [...actor.memberships.keys()] : [] } },
          orderBy: { id: "asc" },
        }),
    }),
    personalAccessTokens: t.relatedConnection("tokens", {
      cursor: "id",
      description: "Your tokens for automation, the newest first.",
      query: { orderBy: { id: "desc" } },
      authScopes: { can: { action: "token.read", tenantId: null } },
    }),
  }),
});

builder.queryField("viewer", (t) =>
  t.prismaField({
    type: UserNode,
    description: "You, as you are signed in or as your token's owner. A service account is nobody: it asks `caller`.",
    authScopes: { can: { action: "viewer.read", tenantId: null } },
    resolve: (query, _root, _args, { actor, dependencies }) => {
      if (actor.kind === "service_account") throw new ForbiddenError("A service account is no person. Ask `caller`.");
      if (!("userId" in actor)) throw new UnauthenticatedError();
      return dependencies.db.user.findUniqueOrThrow({ ...query, where: { id: actor.userId } });
    },
  }));
