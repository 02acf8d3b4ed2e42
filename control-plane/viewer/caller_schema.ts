import { UnauthenticatedError } from "../api_error.ts";
import { builder } from "../graphql/builder.ts";
import { ServiceAccountNode } from "../service-accounts/schema.ts";
import { UserNode } from "./schema.ts";

const Caller = builder.unionType("Caller", {
  description: "Who asks.",
  types: [UserNode, ServiceAccountNode],
  resolveType: (caller) => "email" in caller ? UserNode : ServiceAccountNode,
});

builder.queryField("caller", (t) =>
  t.field({
    type: Caller,
    description: "Whom this request comes from: you, or the service account whose token it carries.",
    authScopes: { can: { action: "viewer.read", tenantId: null } },
    resolve: async (_root, _args, { actor, dependencies: { db } }) => {
      if (actor.kind === "service_account") {
        return await db.serviceAccount.findUniqueOrThrow({ where: { id: actor.serviceAccountId } });
      }
      if (!("userId" in actor)) throw new UnauthenticatedError();
      return await db.user.findUniqueOrThrow({ where: { id: actor.userId } });
    },
  }));
