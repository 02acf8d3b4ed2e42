import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { apiAt } from "../testing/api.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";
import { authenticateToken } from "./authenticate_token.ts";

const HOUR_MS = 3_600_000;
const FIELDS = "personalAccessToken { id tokenId scopes tenantIds expiresAt previousSecretUntil } secret";

test("personal access tokens rotate, end, and keep to their tenants", async (t) => {
  await using plane = await startTestControlPlane({ environment: { TOKEN_DAYS_MAX: "30" } });
  const { owner, url, db, controlPlane } = plane;
  const expiresAt = new Date(Date.now() + 20 * 24 * HOUR_MS).toISOString();
  const make = (input: object) =>
    owner.mutate("createPersonalAccessToken", { name: "x", scopes: ["*"], expiresAt, ...input }, FIELDS);

  await t.step("createPersonalAccessToken() asks for an end where the installation bounds it", async () => {
    for (const end of [undefined, null, new Date(Date.now() + 31 * 24 * HOUR_MS).toISOString()]) {
      const answer = await make({ expiresAt: end });
      assert.equal(answer.issues?.[0]?.path[0], "expiresAt", JSON.stringify(end));
    }
    assert.equal((await make({})).personalAccessToken.expiresAt, expiresAt);
  });

  await t.step("rotatePersonalAccessToken() lets both secrets hold for the grace, then the new one", async () => {
    const made = await make({ scopes: ["viewer:read"] });
    const { id, tokenId } = made.personalAccessToken;
    const rotated = await owner.mutate("rotatePersonalAccessToken", { id, graceHours: 2 }, FIELDS);
    assert.equal(rotated.personalAccessToken.tokenId, tokenId);
    assert.deepEqual(rotated.personalAccessToken.scopes, ["viewer:read"]);
    assert.match(rotated.secret, new RegExp(`^ppt_${tokenId}_`));
    assert.notEqual(rotated.secret, made.secret);
    for (const secret of [made.secret, rotated.secret]) {
      assert.equal((await apiAt(url, secret).data("{ viewer { email } }")).viewer.email, "owner@example.com");
    }
    const endMs = Date.parse(rotated.personalAccessToken.previousSecretUntil);
    const kindAt = async (secret: string, ms: number) =>
      (await authenticateToken(secret, { db, clock: new ManualClock(ms) })).kind;
    assert.equal(await kindAt(made.secret, endMs - 1), "token");
    assert.equal(await kindAt(made.secret, endMs), "anonymous");
    assert.equal(await kindAt(rotated.secret, endMs), "token");

    const third = await owner.mutate("rotatePersonalAccessToken", { id, graceHours: 0 }, FIELDS);
    assert.equal(third.personalAccessToken.previousSecretUntil, null);
    for (const secret of [made.secret, rotated.secret]) {
      assert.equal(
        (await apiAt(url, secret).send("{ viewer { email } }")).errors?.[0]?.extensions.code,
        "UNAUTHENTICATED",
      );
    }
    const events = await db.auditEvent.findMany({ where: { action: "token.rotate" } });
    assert.deepEqual(events.map(({ after }) => (after as { graceHours: number }).graceHours), [2, 0]);
    for (const secret of [made.secret, rotated.secret, third.secret]) {
      assert.ok(!JSON.stringify(events).includes(secret.split("_")[2]!));
    }
  });

  await t.step("rotatePersonalAccessToken() refuses what it must", async () => {
    const wide = (await make({})).personalAccessToken;
    const limited = await plane.ownerWith(["tokens:write", "viewer:read"]);
    assert.equal((await limited.mutate("rotatePersonalAccessToken", { id: wide.id })).code, "FORBIDDEN");
    const tooLong = await owner.mutate("rotatePersonalAccessToken", { id: wide.id, graceHours: 169 });
    assert.deepEqual(tooLong.issues[0].path, ["graceHours"]);
    const noEnd = await owner.mutate("rotatePersonalAccessToken", { id: wide.id, expiresAt: null });
    assert.deepEqual(noEnd.issues[0].path, ["expiresAt"]);
    const both = await Promise.all([
      owner.mutate("rotatePersonalAccessToken", { id: wide.id }, FIELDS),
      owner.mutate("rotatePersonalAccessToken", { id: wide.id }, FIELDS),
    ]);
    // One after the other is two rotations, the first one's secret being the one before then; at once is one.
    const secrets = both.flatMap(({ secret }) => secret ?? []);
    assert.ok(secrets.length > 0);
    for (const secret of secrets) await apiAt(url, secret).data("{ caller { __typename } }");
    await owner.mutate("revokePersonalAccessToken", { id: wide.id });
    assert.equal((await owner.mutate("rotatePersonalAccessToken", { id: wide.id })).code, "CONFLICT");
  });

  await t.step("a token that is limited to some tenants sees no other, and makes none", async () => {
    const second = await owner.mutate("createTenant", { name: "Second" }, "tenant { id slug }");
    const other = await db.tenant.create({ data: { name: "Theirs", slug: "theirs" } });
    const theirs = await make({ tenantIds: [encodeGlobalId("Tenant", other.id)] });
    assert.equal(theirs.code, "NOT_FOUND");
    const made = await make({ tenantIds: [second.tenant.id] });
    assert.deepEqual(made.personalAccessToken.tenantIds, [second.tenant.id]);
    const limited = apiAt(url, made.secret);
    const { viewer } = await limited.data("{ viewer { tenants { edges { node { slug } } } } }");
    assert.deepEqual(viewer.tenants.edges, [{ node: { slug: second.tenant.slug } }]);
    assert.equal(
      (await limited.send('{ tenant(slug: "default") { name } }')).errors?.[0]?.extensions.code,
      "NOT_FOUND",
    );
    assert.equal((await limited.mutate("createTenant", { name: "Third" })).code, "FORBIDDEN");
    const tenantId = encodeGlobalId("Tenant", controlPlane.seeded!.tenantId);
    assert.equal((await limited.mutate("leaveTenant", { tenantId })).code, "NOT_FOUND");
    const wider = { name: "y", scopes: ["viewer:read"], expiresAt: made.personalAccessToken.expiresAt };
    assert.equal((await limited.mutate("createPersonalAccessToken", wider)).code, "FORBIDDEN");
    const within = { ...wider, tenantIds: [second.tenant.id] };
    assert.equal(
      (await limited.mutate("createPersonalAccessToken", within)).__typename,
      "CreatePersonalAccessTokenPayload",
    );
  });
});
