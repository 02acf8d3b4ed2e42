import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { apiAt } from "../testing/api.ts";
import { startOperationWorld } from "../testing/operation_world.ts";

const ACCOUNT = "serviceAccount { id name role version archivedAt }";
const TOKEN = "serviceAccountToken { id tokenId scopes } secret";

test("service accounts act in their one tenant, as themselves", async (t) => {
  await using started = await startOperationWorld();
  const { plane, world: { owner, tenantId, tenantUuid, projectId, name } } = started;
  const { db, url } = plane;
  const create = (input: object) => owner.mutate("createServiceAccount", { tenantId, name: name(), ...input }, ACCOUNT);
  const tokenOf = async (serviceAccountId: string, scopes: string[]) =>
    await owner.mutate("createServiceAccountToken", { serviceAccountId, name: name(), scopes }, TOKEN);

  await t.step("createServiceAccount() makes no owners, and no two of a name", async () => {
    assert.equal((await create({ name: "ci", role: "OWNER" })).issues[0].path[0], "role");
    assert.equal((await create({ name: "ci", role: "ADMIN" })).serviceAccount.role, "ADMIN");
    assert.equal((await create({ name: "ci", role: "VIEWER" })).code, "CONFLICT");
  });

  await t.step("a service account publishes and makes keys under its own name", async () => {
    const { serviceAccount } = await create({ name: "deployer", role: "DEVELOPER" });
    const made = await tokenOf(serviceAccount.id, ["*"]);
    const api = apiAt(url, made.secret);
    const { caller } = await api.data("{ caller { __typename ... on ServiceAccount { name role tenant { id } } } }");
    assert.deepEqual(caller, {
      __typename: "ServiceAccount",
      name: "deployer",
      role: "DEVELOPER",
      tenant: { id: tenantId },
    });
    await api.mutate("createRoute", {
      projectId,
      name: "by-robot",
      tree: { type: "target", provider: "mock", model: "demo" },
    });
    const published = await api.mutate(
      "publishConfig",
      { tenantId },
      "revision { publishedBy { name } publishedByServiceAccount { name } }",
    );
    assert.deepEqual(published.revision, { publishedBy: null, publishedByServiceAccount: { name: "deployer" } });
    const key = await api.mutate(
      "createApiKey",
      { projectId, name: "by robot" },
      "apiKey { createdBy { name } createdByServiceAccount { name } }",
    );
    assert.deepEqual(key.apiKey, { createdBy: null, createdByServiceAccount: { name: "deployer" } });
    const event = await db.auditEvent.findFirstOrThrow({
      where: { action: "config.publish" },
      orderBy: { id: "desc" },
    });
    assert.equal(event.actorKind, "service_account");
    assert.equal(event.actorId, decodeGlobalId("ServiceAccount", serviceAccount.id, "id"));
    const token = await db.serviceAccountToken.findFirstOrThrow({
      where: { tokenId: made.serviceAccountToken.tokenId },
    });
    assert.notEqual(token.lastUsedAt, null);
    assert.ok(!JSON.stringify(await db.auditEvent.findMany()).includes(made.secret.split("_")[2]));
  });

  await t.step("a service account has no affairs of its own, and no other tenant", async () => {
    const { serviceAccount } = await create({ role: "ADMIN" });
    const api = apiAt(url, (await tokenOf(serviceAccount.id, ["*"])).secret);
    assert.equal((await api.send("{ viewer { id } }")).errors?.[0]?.extensions.code, "FORBIDDEN");
    for (
      const [mutation, input] of [
        ["createTenant", { name: "Mine" }],
        ["createPersonalAccessToken", { name: "x", scopes: ["viewer:read"] }],
        ["leaveTenant", { tenantId }],
        ["acceptInvitation", { token: "x" }],
        ["revokeOtherSessions", { confirm: true }],
      ] as const
    ) {
      assert.equal((await api.mutate(mutation, input)).code, "FORBIDDEN", mutation);
    }
    const other = await db.tenant.create({ data: { name: "Other", slug: "other" } });
    assert.equal((await api.send('{ tenant(slug: "other") { name } }')).errors?.[0]?.extensions.code, "NOT_FOUND");
    assert.notEqual(other.id, tenantUuid);
    const invited = await api.mutate(
      "inviteMember",
      { tenantId, email: "robot@example.com", role: "VIEWER" },
      "sent { invitation { invitedBy { name } invitedByServiceAccount { id } } }",
    );
    assert.deepEqual(invited.sent.invitation, { invitedBy: null, invitedByServiceAccount: { id: serviceAccount.id } });
    assert.equal(
      (await api.mutate("inviteMember", { tenantId, email: "o@example.com", role: "OWNER" })).code,
      "FORBIDDEN",
    );
  });

  await t.step("a limited token hands out no more than it has, by making or rotating", async () => {
    const { serviceAccount } = await create({ role: "ADMIN" });
    const wide = await tokenOf(serviceAccount.id, ["*"]);
    const limited = apiAt(url, (await tokenOf(serviceAccount.id, ["service_accounts:write"])).secret);
    const person = await plane.ownerWith(["service_accounts:write"]);
    for (const api of [limited, person]) {
      const input = { serviceAccountId: serviceAccount.id, name: "x" };
      assert.equal((await api.mutate("createServiceAccountToken", { ...input, scopes: ["*"] })).code, "FORBIDDEN");
      const id = wide.serviceAccountToken.id;
      assert.equal((await api.mutate("rotateServiceAccountToken", { id })).code, "FORBIDDEN");
    }
    const rotated = await owner.mutate("rotateServiceAccountToken", { id: wide.serviceAccountToken.id }, TOKEN);
    for (const secret of [wide.secret, rotated.secret]) {
      assert.equal((await apiAt(url, secret).data("{ caller { __typename } }")).caller.__typename, "ServiceAccount");
    }
    await owner.mutate("revokeServiceAccountToken", { id: wide.serviceAccountToken.id });
    for (const secret of [wide.secret, rotated.secret]) {
      const { errors } = await apiAt(url, secret).send("{ caller { __typename } }");
      assert.equal(errors?.[0]?.extensions.code, "UNAUTHENTICATED");
    }
  });

  await t.step("another role holds from the next request on, and archiving ends all tokens at once", async () => {
    const { serviceAccount: { id, version } } = await create({ name: "short-lived", role: "DEVELOPER" });
    const { secret } = await tokenOf(id, ["*"]);
    const api = apiAt(url, secret);
    const attempt = () => api.mutate("createProject", { tenantId, name: name() });
    assert.equal((await attempt()).__typename, "CreateProjectPayload");
    const changed = await owner.mutate("updateServiceAccount", { id, role: "VIEWER", version }, ACCOUNT);
    assert.equal(changed.serviceAccount.role, "VIEWER");
    assert.equal((await owner.mutate("updateServiceAccount", { id, role: "ADMIN", version })).code, "CONFLICT");
    assert.equal((await attempt()).code, "FORBIDDEN");
    const archived = await owner.mutate("archiveServiceAccount", { id }, ACCOUNT);
    assert.match(archived.serviceAccount.name, /^short-lived~[0-9a-f]{8}$/);
    assert.equal((await api.send("{ caller { __typename } }")).errors?.[0]?.extensions.code, "UNAUTHENTICATED");
    const late = { serviceAccountId: id, name: "late", scopes: ["viewer:read"] };
    assert.equal((await owner.mutate("createServiceAccountToken", late)).code, "CONFLICT");
    assert.equal((await create({ name: "short-lived", role: "VIEWER" })).__typename, "CreateServiceAccountPayload");
  });
});
