import { builder } from "../graphql/builder.ts";
import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import { RoleEnum } from "../tenants/schema.ts";
import { changeMemberRole, leaveTenant, removeMember } from "./member_service.ts";
import { MembershipNode } from "./schema.ts";
import { transferOwnership } from "./transfer_ownership.ts";

builder.relayMutationField("changeMemberRole", {
  description: "Another role for a member.",
  inputFields: (t) => ({
    membershipId: t.id({ required: true, description: "The membership." }),
    role: t.field({ type: RoleEnum, required: true, description: "The role from now on." }),
  }),
}, {
  description: "Gives a member another role. Only owners make or unmake owners; the last one stays.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    membership: await changeMemberRole(context, {
      id: decodeGlobalId("Membership", input.membershipId, "membershipId"),
      role: input.role,
    }),
  }),
}, {
  description: "The member has that role.",
  outputFields: (t) => ({
    membership: t.field({
      type: MembershipNode,
      description: "The membership as it is now.",
      resolve: ({ membership }) => membership,
    }),
  }),
});

builder.relayMutationField("removeMember", {
  description: "Which membership to end.",
  inputFields: (t) => ({ membershipId: t.id({ required: true, description: "The membership." }) }),
}, {
  description:
    "Ends somebody's membership at once. API keys that they made are the project's and stay; invitations that they " +
    "sent and that are open are revoked.",
  errors: {},
  resolve: (_root, { input }, context) =>
    removeMember(context, { id: decodeGlobalId("Membership", input.membershipId, "membershipId") }),
}, {
  description: "The membership is over.",
  outputFields: (t) => ({
    membershipId: t.id({
      description: "The membership that there was.",
      resolve: ({ id }) => encodeGlobalId("Membership", id),
    }),
  }),
});

builder.relayMutationField("leaveTenant", {
  description: "Which tenant to leave.",
  inputFields: (t) => ({ tenantId: t.id({ required: true, description: "The tenant." }) }),
}, {
  description: "Ends your own membership. The last owner cannot go.",
  errors: {},
  resolve: (_root, { input }, context) =>
    leaveTenant(context, { tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId") }),
}, {
  description: "You belong to it no more.",
  outputFields: (t) => ({
    membershipId: t.id({
      description: "The membership that there was.",
      resolve: ({ id }) => encodeGlobalId("Membership", id),
    }),
  }),
});

builder.relayMutationField("transferOwnership", {
  description: "Who becomes an owner in your place.",
  inputFields: (t) => ({ membershipId: t.id({ required: true, description: "Another member's membership." }) }),
}, {
  description: "Makes another member an owner and you an admin, both at once.",
  errors: {},
  resolve: (_root, { input }, context) =>
    transferOwnership(context, { id: decodeGlobalId("Membership", input.membershipId, "membershipId") }),
}, {
  description: "The ownership is theirs.",
  outputFields: (t) => ({
    membership: t.field({
      type: MembershipNode,
      description: "The new owner's membership.",
      resolve: ({ membership }) => membership,
    }),
    previous: t.field({ type: MembershipNode, description: "Your own.", resolve: ({ previous }) => previous }),
  }),
});
