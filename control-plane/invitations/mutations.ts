import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { MembershipNode } from "../members/schema.ts";
import { RoleEnum, TenantNode } from "../tenants/schema.ts";
import { acceptInvitation } from "./accept_invitation.ts";
import { INVITATION_DAYS, inviteMember, resendInvitation, revokeInvitation } from "./invitation_service.ts";
import { InvitationNode } from "./schema.ts";
import type { SentInvitation } from "./send_invitation.ts";

const SentInvitationType = builder.objectRef<SentInvitation>("SentInvitation").implement({
  description: "An invitation with its link.",
  fields: (t) => ({
    invitation: t.field({
      type: InvitationNode,
      description: "The invitation.",
      resolve: ({ invitation }) => invitation,
    }),
    acceptUrl: t.exposeString("acceptUrl", {
      description: "The link to accept it by, this once: only its token's SHA-256 is kept.",
    }),
    mailed: t.exposeBoolean("mailed", {
      description: "Whether the link was mailed; false: there is no mail server, or it failed, so hand the link over.",
    }),
  }),
});

builder.relayMutationField("inviteMember", {
  description: "Whom to invite.",
  inputFields: (t) => ({
    tenantId: t.id({ required: true, description: "The tenant that they shall belong to." }),
    email: t.string({ required: true, description: "Their address; they sign in, or sign up, with it." }),
    role: t.field({ type: RoleEnum, required: true, description: "What they will be. Only owners invite owners." }),
  }),
}, {
  description:
    `Invites an address. The link holds for ${INVITATION_DAYS} days. A member, and an address that is invited already, ` +
    "are conflicts.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    sent: await inviteMember(context, {
      tenantId: decodeGlobalId("Tenant", input.tenantId, "tenantId"),
      email: input.email,
      role: input.role,
    }),
  }),
}, {
  description: "They are invited.",
  outputFields: (t) => ({
    sent: t.field({ type: SentInvitationType, description: "What was sent.", resolve: ({ sent }) => sent }),
  }),
});

builder.relayMutationField("resendInvitation", {
  description: "Which invitation to send again.",
  inputFields: (t) => ({ id: t.id({ required: true, description: "The invitation." }) }),
}, {
  description: `Makes a new link, for ${INVITATION_DAYS} days from now. The one before is dead.`,
  errors: {},
  resolve: async (_root, { input }, context) => ({
    sent: await resendInvitation(context, { id: decodeGlobalId("Invitation", input.id, "id") }),
  }),
}, {
  description: "It is sent again.",
  outputFields: (t) => ({
    sent: t.field({ type: SentInvitationType, description: "What was sent.", resolve: ({ sent }) => sent }),
  }),
});

builder.relayMutationField("revokeInvitation", {
  description: "Which invitation to take back.",
  inputFields: (t) => ({ id: t.id({ required: true, description: "The invitation." }) }),
}, {
  description: "Takes an invitation back: its link is dead.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    invitation: await revokeInvitation(context, { id: decodeGlobalId("Invitation", input.id, "id") }),
  }),
}, {
  description: "It is taken back.",
  outputFields: (t) => ({
    invitation: t.field({
      type: InvitationNode,
      description: "The invitation as it is now.",
      resolve: ({ invitation }) => invitation,
    }),
  }),
});

builder.relayMutationField("acceptInvitation", {
  description: "Which invitation to accept.",
  inputFields: (t) => ({ token: t.string({ required: true, description: "The last part of the link." }) }),
}, {
  description: "Makes you a member, by an invitation to the address that you sign in with.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    membership: await acceptInvitation(context, { token: input.token }),
  }),
}, {
  description: "You are a member.",
  outputFields: (t) => ({
    membership: t.field({
      type: MembershipNode,
      description: "Your membership.",
      resolve: ({ membership }) => membership,
    }),
    tenant: t.field({
      type: TenantNode,
      description: "What you belong to now.",
      resolve: ({ membership }, _args, { dependencies }) =>
        dependencies.db.tenant.findUniqueOrThrow({ where: { id: membership.tenantId } }),
    }),
  }),
});
