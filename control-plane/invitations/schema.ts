import { builder } from "../graphql/builder.ts";
import { Person } from "../members/schema.ts";
import { RoleEnum } from "../tenants/schema.ts";
import { type InvitationPreview, previewInvitation } from "./accept_invitation.ts";

export const InvitationStateEnum = builder.enumType("InvitationState", {
  description: "Where an invitation stands.",
  values: {
    OPEN: { description: "Its link can be used." },
    EXPIRED: { description: "Its link is too old; it can be sent again." },
    ACCEPTED: { description: "Who was invited is a member." },
    REVOKED: { description: "It was taken back." },
  } as const,
});

export const InvitationNode = builder.prismaNode("Invitation", {
  description: "An address asked to become a member. Its link is shown once, when it is made or sent again.",
  id: { field: "id" },
  authScopes: (invitation) => ({ can: { action: "invitation.read", tenantId: invitation.tenantId } }),
  fields: (t) => ({
    email: t.exposeString("email", { description: "The address that is invited, in lower case." }),
    role: t.expose("role", { type: RoleEnum, description: "What they will be." }),
    state: t.field({
      type: InvitationStateEnum,
      description: "Where it stands now.",
      resolve: ({ acceptedAt, revokedAt, expiresAt }, _args, { dependencies }) => {
        if (acceptedAt !== null) return "ACCEPTED";
        if (revokedAt !== null) return "REVOKED";
        return expiresAt.getTime() <= dependencies.clock.now() ? "EXPIRED" : "OPEN";
      },
    }),
    expiresAt: t.expose("expiresAt", { type: "DateTime", description: "When its link ends." }),
    sentAt: t.expose("sentAt", { type: "DateTime", description: "When the present link was made." }),
    acceptedAt: t.expose("acceptedAt", { type: "DateTime", nullable: true, description: "When it was accepted." }),
    revokedAt: t.expose("revokedAt", { type: "DateTime", nullable: true, description: "When it was taken back." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    invitedBy: t.field({
      type: Person,
      nullable: true,
      description: "Who sent it last; null when a service account did, or the account is gone.",
      select: { invitedBy: { select: { name: true, email: true } } },
      resolve: ({ invitedBy }) => invitedBy,
    }),
    invitedByServiceAccount: t.relation("invitedByServiceAccount", {
      nullable: true,
      description: "The service account that sent it last, if one did.",
    }),
    tenant: t.relation("tenant", { description: "What they are invited to." }),
  }),
});

builder.prismaObjectFields("Tenant", (t) => ({
  invitations: t.relatedConnection("invitations", {
    cursor: "id",
    description: "Who is invited, the newest first.",
    args: {
      includeSettled: t.arg.boolean({ description: "Also those accepted or revoked.", defaultValue: false }),
    },
    query: ({ includeSettled }) => ({
      where: includeSettled ? {} : { acceptedAt: null, revokedAt: null },
      orderBy: { id: "desc" },
    }),
    authScopes: (tenant) => ({ can: { action: "invitation.read", tenantId: tenant.id } }),
  }),
}));

const InvitationPreviewType = builder.objectRef<InvitationPreview>("InvitationPreview").implement({
  description: "What whoever holds an invitation's link may know of it.",
  fields: (t) => ({
    tenantName: t.exposeString("tenantName", { description: "What it leads to." }),
    role: t.expose("role", { type: RoleEnum, description: "What they will be there." }),
    email: t.exposeString("email", { description: "The address that it is for." }),
    invitedBy: t.exposeString("invitedBy", { nullable: true, description: "Who sent it; null when they are gone." }),
  }),
});

builder.queryField("invitation", (t) =>
  t.field({
    type: InvitationPreviewType,
    description: "What an invitation is for, told to anybody who holds its link, signed in or not.",
    args: { token: t.arg.string({ required: true, description: "The last part of the link." }) },
    resolve: (_root, { token }, context) => previewInvitation(context, { token }),
  }));
