import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { openDatabase } from "../database.ts";
import { withDatabase } from "../../testing/services.ts";
import { createSecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { Buffer } from "node:buffer";
import { apiAt } from "../testing/api.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";
import { authenticateToken, LAST_USED_LAG_MS } from "./authenticate_token.ts";

const FIELDS = "personalAccessToken { id scopes } secret";

test("createPersonalAccessToken() makes a token that acts within its scopes until it is revoked", async () => {
  await using plane = await startTestControlPlane();
  const { owner, url } = plane;
  const input = { name: "CI", scopes: ["projects:write", "viewer:read", "projects:write"] };
  const made = await owner.mutate("createPersonalAccessToken", input, FIELDS);
  assert.deepEqual(made.personalAccessToken.scopes, ["projects:write", "viewer:read"]);
  const token = apiAt(url, made.secret);
  assert.equal((await token.data("{ viewer { email } }")).viewer.email, "owner@example.com");
  const refused = await token.send('{ tenant(slug: "default") { name } }');
  assert.equal(refused.errors?.[0]?.extensions.code, "FORBIDDEN");
  assert.match(refused.errors?.[0]?.message ?? "", /tenants:read/);

  await owner.mutate("revokePersonalAccessToken", { id: made.personalAccessToken.id });
  const revoked = await token.send("{ viewer { email } }");
  assert.equal(revoked.errors?.[0]?.extensions.code, "UNAUTHENTICATED");
  assert.match(revoked.errors?.[0]?.message ?? "", /revoked/);
});

test("createPersonalAccessToken() refuses unknown scopes, and more than the token itself may", async () => {
  await using plane = await startTestControlPlane();
  for (const scopes of [[], ["everything"], ["projects:delete"]]) {
    const answer = await plane.owner.mutate("createPersonalAccessToken", { name: "x", scopes });
    assert.equal(answer.issues[0].path[0], "scopes", JSON.stringify(scopes));
  }
  const limited = await plane.ownerWith(["tokens:write", "projects:write"]);
  for (const scopes of [["*"], ["routes:read"], ["projects:read", "providers:write"]]) {
    assert.equal((await limited.mutate("createPersonalAccessToken", { name: "x", scopes })).code, "FORBIDDEN");
  }
  const within = { name: "x", scopes: ["projects:read"] };
  assert.equal(
    (await limited.mutate("createPersonalAccessToken", within)).__typename,
    "CreatePersonalAccessTokenPayload",
  );
});

test("a token that does not hold says why, and never falls back to a cookie", async () => {
  await using plane = await startTestControlPlane();
  const cases: [string, RegExp][] = [
    ["nonsense", /not well formed/],
    ["ppt_short_x", /not well formed/],
    ["ppk_adminadmin01_0123456789abcdefghijklmnopqrstuv", /gateway key/],
    ["ppt_adminadmin01_wrongwrongwrongwrongwrongwrongwrong", /not known/],
    ["ppt_unknownunkno_0123456789abcdefghijklmnopqrstuvwx", /not known/],
  ];
  const signIn = await fetch(`${plane.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "owner@example.com", password: "correct horse battery" }),
  });
  const cookie = signIn.headers.getSetCookie().map((part) => part.split(";")[0]).join("; ");
  await signIn.body?.cancel();
  for (const [token, reason] of cases) {
    const answer = await apiAt(plane.url, token).post({ query: "{ viewer { id } }" }, { headers: { cookie } });
    const { errors } = await answer.json();
    assert.equal(errors[0].extensions.code, "UNAUTHENTICATED");
    assert.match(errors[0].message, reason);
  }
});

test("authenticateToken() ends with the expiry, and notes its use at most once a minute", async () => {
  await using database = await withDatabase();
  const { db, close } = openDatabase(database.url, { connectionsMax: 2 });
  try {
    const clock = new ManualClock();
    const token = createSecretToken("ppt");
    const row = {
      tokenId: token.id,
      sha256: Buffer.from(sha256Hex(token.token), "hex"),
      name: "t",
      scopes: ["*", "of a newer version"],
      expiresAt: new Date(clock.now() + 3_600_000),
    };
    await db.user.create({ data: { email: "u@example.com", name: "U", tokens: { create: row } } });
    const lastUsedMs = async () => (await db.personalAccessToken.findFirstOrThrow()).lastUsedAt!.getTime();
    const firstMs = clock.now();
    const actor = await authenticateToken(token.token, { db, clock });
    assert.deepEqual(actor.kind === "token" && [...actor.scopes], ["*"]);
    assert.equal(await lastUsedMs(), firstMs);
    await clock.advance(LAST_USED_LAG_MS - 1);
    await authenticateToken(token.token, { db, clock });
    assert.equal(await lastUsedMs(), firstMs);
    await clock.advance(1);
    await authenticateToken(token.token, { db, clock });
    assert.equal(await lastUsedMs(), firstMs + LAST_USED_LAG_MS);
    await clock.advance(3_600_000 - LAST_USED_LAG_MS);
    assert.deepEqual(await authenticateToken(token.token, { db, clock }), {
      kind: "anonymous",
      reason: "The token expired.",
    });
  } finally {
    await close();
  }
});
