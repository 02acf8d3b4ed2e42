import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { signIn } from "../testing/sign_in.ts";
import { ADMIN, startTestControlPlane } from "../testing/test_control_plane.ts";
import { LAST_SEEN_LAG_MS, SessionUse } from "./session_use.ts";

const SESSIONS = "{ viewer { sessions { edges { node { id address userAgent current lastSeenAt createdAt } } } } }";

test("sessions are seen and ended by whose they are", async (t) => {
  await using plane = await startTestControlPlane();
  const { db, owner, url } = plane;
  const browsers = [await signIn(url, ADMIN), await signIn(url, ADMIN), await signIn(url, ADMIN)];
  const [first, second, third] = browsers;

  await t.step("User.sessions tells which one asks, and no secret", async () => {
    const { viewer } = await first!.data(SESSIONS);
    const nodes = viewer.sessions.edges.map(({ node }: { node: object }) => node);
    assert.equal(nodes.length, 3);
    assert.deepEqual(nodes.map(({ current }: { current: boolean }) => current), [false, false, true]);
    assert.equal(nodes[2].userAgent, "a browser");
    assert.equal(nodes[2].address, "127.0.0.1");
    const { token } = await db.session.findFirstOrThrow();
    assert.ok(!JSON.stringify(viewer).includes(token));
  });

  await t.step("revokeSession() ends another one, and nobody else's", async () => {
    const { viewer } = await third!.data(SESSIONS);
    const { id } = viewer.sessions.edges.find(({ node }: { node: { current: boolean } }) => node.current).node;
    assert.equal((await (await plane.stranger()).mutate("revokeSession", { id })).code, "NOT_FOUND");
    const revoked = await first!.mutate("revokeSession", { id }, "sessionId");
    assert.equal(revoked.sessionId, id);
    assert.equal((await third!.send("{ viewer { email } }")).errors?.[0]?.extensions.code, "UNAUTHENTICATED");
    assert.equal((await first!.mutate("revokeSession", { id })).code, "NOT_FOUND");
    assert.equal(await db.auditEvent.count({ where: { action: "session.revoke" } }), 1);
  });

  await t.step("revokeOtherSessions() keeps the one that asks, and a token keeps none", async () => {
    assert.equal((await first!.mutate("revokeOtherSessions", { confirm: false })).code, "VALIDATION");
    assert.equal((await first!.mutate("revokeOtherSessions", { confirm: true }, "revoked")).revoked, 1);
    assert.equal((await second!.send("{ viewer { email } }")).errors?.[0]?.extensions.code, "UNAUTHENTICATED");
    assert.equal((await first!.data("{ viewer { email } }")).viewer.email, ADMIN.email);
    assert.equal((await owner.mutate("revokeOtherSessions", { confirm: true }, "revoked")).revoked, 1);
    assert.equal((await first!.send("{ viewer { email } }")).errors?.[0]?.extensions.code, "UNAUTHENTICATED");
  });

  await t.step("SessionUse.note() writes once a minute, over several processes", async () => {
    const user = await db.user.findUniqueOrThrow({ where: { email: ADMIN.email } });
    const clock = new ManualClock();
    const session = await db.session.create({
      data: { token: "t", userId: user.id, expiresAt: new Date(clock.now() + 86_400_000) },
    });
    const seenMs = async () =>
      (await db.session.findUniqueOrThrow({ where: { id: session.id } })).lastSeenAt?.getTime();
    const processes = [new SessionUse(db, clock), new SessionUse(db, clock)];
    const startMs = clock.now();
    await processes[0]!.note(session.id);
    assert.equal(await seenMs(), startMs);
    await clock.advance(LAST_SEEN_LAG_MS - 1);
    for (const process of processes) await process.note(session.id);
    assert.equal(await seenMs(), startMs);
    await clock.advance(1);
    await processes[0]!.note(session.id);
    assert.equal(await seenMs(), startMs + LAST_SEEN_LAG_MS);
    const node = await owner.send("query ($id: ID!) { node(id: $id) { ... on Session { lastSeenAt } } }", {
      id: encodeGlobalId("Session", session.id),
    });
    assert.equal(node.data.node.lastSeenAt, new Date(startMs + LAST_SEEN_LAG_MS).toISOString());
  });
});
