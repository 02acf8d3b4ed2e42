import { builder } from "../graphql/builder.ts";
import { RoleEnum } from "../tenants/schema.ts";

/** Someone as their fellow members see them. */
export interface PersonShape {
  name: string;
  email: string;
}

export const Person = builder.objectRef<PersonShape>("Person").implement({
  description: "Someone as their fellow members see them.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "The name given at sign-up." }),
    email: t.exposeString("email", { description: "The address that they sign in with." }),
  }),
});

export const MembershipNode = builder.prismaNode("Membership", {
  description: "Someone's belonging to a tenant.",
  id: { field: "id" },
  authScopes: (membership) => ({ can: { action: "member.read", tenantId: membership.tenantId } }),
  fields: (t) => ({
    role: t.expose("role", { type: RoleEnum, description: "What they may do." }),
    person: t.field({
      type: Person,
      description: "Who it is.",
      select: { user: { select: { name: true, email: true } } },
      resolve: ({ user }) => user,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "Since when." }),
  }),
});
