import { createSecretToken } from "../../shared/identifiers/secret_token.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { invitationSha256 } from "../invitations/find_open_invitation.ts";
import type { Api } from "./api.ts";
import { ADMIN, type TestControlPlane } from "./test_control_plane.ts";

/** People and what stands for them, each made for one operation that uses it up. */
export interface FreshPeople {
  /** A developer of the world's tenant. */
  membershipId(): Promise<string>;
  /** The same; the world's owner owns the tenant again, whatever was transferred before. */
  heirId(): Promise<string>;
  /** A tenant that the world's owner owns together with somebody else. */
  sharedTenantId(): Promise<string>;
  invitationId(): Promise<string>;
  /** The token of an invitation of the world's owner to another tenant. */
  invitationToken(): Promise<string>;
  sessionId(): Promise<string>;
  serviceAccountId(): Promise<string>;
  serviceAccountTokenId(): Promise<string>;
}

export function freshPeople(
  { plane, owner, tenantId, name }: { plane: TestControlPlane; owner: Api; tenantId: string; name: () => string },
): FreshPeople {
  const { db } = plane;
  const tenantUuid = plane.controlPlane.seeded!.tenantId;
  const ownerUuid = async () => (await db.user.findUniqueOrThrow({ where: { email: ADMIN.email } })).id;
  const somebody = async () =>
    (await db.user.create({ data: { email: `${name()}@example.com`, name: "Somebody" } })).id;
  const membershipId = async () => {
    const membership = await db.membership.create({
      data: { tenantId: tenantUuid, userId: await somebody(), role: "DEVELOPER" },
    });
    return encodeGlobalId("Membership", membership.id);
  };
  const serviceAccountId = async () => {
    const input = { tenantId, name: name(), role: "DEVELOPER" };
    return (await owner.mutate("createServiceAccount", input, "serviceAccount { id }")).serviceAccount.id;
  };
  return {
    membershipId,
    heirId: async () => {
      await db.membership.updateMany({
        where: { tenantId: tenantUuid, userId: await ownerUuid() },
        data: { role: "OWNER" },
      });
      return await membershipId();
    },
    sharedTenantId: async () => {
      const tenant = await db.tenant.create({ data: { name: "Shared", slug: name() } });
      const ids = [await ownerUuid(), await somebody()];
      await db.membership.createMany({ data: ids.map((userId) => ({ tenantId: tenant.id, userId, role: "OWNER" })) });
      return encodeGlobalId("Tenant", tenant.id);
    },
    invitationId: async () => {
      const input = { tenantId, email: `${name()}@example.com`, role: "VIEWER" };
      return (await owner.mutate("inviteMember", input, "sent { invitation { id } }")).sent.invitation.id;
    },
    invitationToken: async () => {
      const token = createSecretToken("ppt").secret;
      const tenant = await db.tenant.create({ data: { name: "Inviting", slug: name() } });
      const times = { sentAt: new Date(), expiresAt: new Date(Date.now() + 60_000) };
      await db.invitation.create({
        data: { tenantId: tenant.id, email: ADMIN.email, role: "VIEWER", sha256: invitationSha256(token), ...times },
      });
      return token;
    },
    sessionId: async () => {
      const data = { token: name(), userId: await ownerUuid(), expiresAt: new Date(Date.now() + 60_000) };
      return encodeGlobalId("Session", (await db.session.create({ data })).id);
    },
    serviceAccountId,
    serviceAccountTokenId: async () => {
      const input = { serviceAccountId: await serviceAccountId(), name: name(), scopes: ["viewer:read"] };
      return (await owner.mutate("createServiceAccountToken", input, "serviceAccountToken { id }")).serviceAccountToken
        .id;
    },
  };
}
