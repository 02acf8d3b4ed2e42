import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { startMailReceiver } from "../authentication/testing/mail_receiver.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import type { Api } from "../testing/api.ts";
import { databaseText } from "../testing/database_text.ts";
import { postAccount, signIn } from "../testing/sign_in.ts";
import { makePasswordAccount, startTestControlPlane } from "../testing/test_control_plane.ts";

const SENT = "sent { mailed acceptUrl invitation { id email role state invitedBy { name } } }";
const PREVIEW = "query ($token: String!) { invitation(token: $token) { tenantName role email invitedBy } }";
const PASSWORD = "long enough";

const tokenOf = ({ acceptUrl }: { acceptUrl: string }) => acceptUrl.slice(acceptUrl.lastIndexOf("/") + 1);

test("invitations lead who was invited into the tenant, and nobody else", async (t) => {
  await using mails = startMailReceiver();
  const environment = { SMTP_URL: `smtp://127.0.0.1:${mails.port}`, SMTP_FROM: "Perpetuo <perpetuo@example.com>" };
  await using plane = await startTestControlPlane({ environment });
  const { owner, anonymous, db, controlPlane } = plane;
  const tenantUuid = controlPlane.seeded!.tenantId;
  const tenantId = encodeGlobalId("Tenant", tenantUuid);
  const invite = (email: string, role = "DEVELOPER", by: Api = owner) =>
    by.mutate("inviteMember", { tenantId, email, role }, SENT);

  await t.step(
    "inviteMember() mails a link of which only a hash is kept, and which tells no more than it must",
    async () => {
      const { sent } = await invite(" Ada@Example.com ");
      assert.match(sent.acceptUrl, /^http:\/\/localhost:3000\/invitations\/[A-Za-z0-9]{43}$/);
      assert.deepEqual([sent.mailed, sent.invitation.email, sent.invitation.state], [true, "ada@example.com", "OPEN"]);
      assert.deepEqual(mails.received.map(({ to }) => to), [["ada@example.com"]]);
      // Without the soft line breaks of quoted-printable.
      assert.ok(mails.received[0]!.data.replaceAll("=\n", "").includes(`\n${sent.acceptUrl}\n`));
      assert.match(mails.received[0]!.data, /^Subject: Owner invites you to Default on Perpetuo$/m);
      const token = tokenOf(sent);
      assert.ok(!(await databaseText(db)).includes(token));
      assert.ok(!plane.logLines.join("\n").includes(token));
      const preview = await anonymous.data(PREVIEW, { token });
      assert.deepEqual(preview.invitation, {
        tenantName: "Default",
        role: "DEVELOPER",
        email: "ada@example.com",
        invitedBy: "Owner",
      });
      const unknown = await anonymous.send(PREVIEW, { token: token.toLowerCase() });
      assert.equal(unknown.errors?.[0]?.extensions.code, "NOT_FOUND");
    },
  );

  await t.step(
    "inviteMember() conflicts with members and open invitations, and refuses what is no address",
    async () => {
      assert.equal((await invite("ada@example.com")).code, "CONFLICT");
      assert.equal((await invite("OWNER@example.com")).code, "CONFLICT");
      for (
        const email of ["", "nobody", "a@b@c", "a@example.com, b@example.com", "a@example.com\nbcc: b@example.com"]
      ) {
        assert.equal((await invite(email)).code, "VALIDATION", email);
      }
      const admin = await plane.member(tenantUuid, "ADMIN");
      assert.equal((await invite("boss@example.com", "OWNER", admin)).code, "FORBIDDEN");
      const both = await Promise.all([invite("twice@example.com"), invite("twice@example.com")]);
      assert.deepEqual(both.map((answer) => answer.code ?? "sent").sort(), ["CONFLICT", "sent"]);
    },
  );

  await t.step("a sign-up passes with an invitation to the very address", async () => {
    const { sent } = await invite("new@example.com");
    const invitationToken = tokenOf(sent);
    const attempt = async (body: object) => {
      const answer = await postAccount(plane.url, "/sign-up/email", { password: PASSWORD, name: "New", ...body });
      return (await answer.json()).code;
    };
    assert.equal(await attempt({ email: "new@example.com" }), "SIGN_UP_BY_INVITATION");
    assert.equal(await attempt({ email: "new@example.com", invitationToken: "x" }), "INVITATION_NOT_VALID");
    assert.equal(await attempt({ email: "other@example.com", invitationToken }), "INVITATION_FOR_ANOTHER");
    const person = await signIn(plane.url, {
      email: "New@example.com",
      password: PASSWORD,
      name: "New",
      invitationToken,
    });
    const selection = "membership { role } tenant { name viewerRole }";
    const accepted = await person.mutate("acceptInvitation", { token: invitationToken }, selection);
    assert.deepEqual(accepted.tenant, { name: "Default", viewerRole: "DEVELOPER" });
    assert.equal((await person.mutate("acceptInvitation", { token: invitationToken })).code, "NOT_FOUND");
    const [event] = await db.auditEvent.findMany({ where: { action: "invitation.accept" } });
    assert.equal((event!.after as { role: string }).role, "DEVELOPER");
  });

  await t.step("acceptInvitation() refuses other people, and takes a link once", async () => {
    await makePasswordAccount(db, "guest@example.com", PASSWORD);
    const { sent } = await invite("guest@example.com");
    const input = { token: tokenOf(sent) };
    assert.equal((await (await plane.stranger()).mutate("acceptInvitation", input)).code, "NOT_FOUND");
    const guest = await signIn(plane.url, { email: "guest@example.com", password: PASSWORD });
    const user = await db.user.findUniqueOrThrow({ where: { email: "guest@example.com" } });
    const twice = await Promise.all([guest.mutate("acceptInvitation", input), guest.mutate("acceptInvitation", input)]);
    assert.deepEqual(twice.map(({ code }) => code ?? "accepted").sort(), ["NOT_FOUND", "accepted"]);
    assert.equal(await db.membership.count({ where: { tenantId: tenantUuid, userId: user.id } }), 1);
  });

  await t.step("resendInvitation() and revokeInvitation() kill the link before", async () => {
    const { sent } = await invite("late@example.com");
    const { id } = sent.invitation;
    mails.refuse = true;
    const again = (await owner.mutate("resendInvitation", { id }, SENT)).sent;
    mails.refuse = false;
    assert.equal(again.mailed, false);
    assert.match(plane.logLines.join("\n"), /mail_failed.*EENVELOPE 550/);
    assert.equal((await anonymous.send(PREVIEW, { token: tokenOf(sent) })).data?.invitation ?? null, null);
    assert.equal((await anonymous.data(PREVIEW, { token: tokenOf(again) })).invitation.email, "late@example.com");
    await db.invitation.updateMany({ where: { email: "late@example.com" }, data: { expiresAt: new Date(0) } });
    assert.equal((await anonymous.send(PREVIEW, { token: tokenOf(again) })).errors?.[0]?.extensions.code, "NOT_FOUND");
    const renewed = (await owner.mutate("resendInvitation", { id }, SENT)).sent;
    assert.equal(renewed.invitation.state, "OPEN");
    const revoked = await owner.mutate("revokeInvitation", { id }, "invitation { state }");
    assert.equal(revoked.invitation.state, "REVOKED");
    assert.equal(
      (await anonymous.send(PREVIEW, { token: tokenOf(renewed) })).errors?.[0]?.extensions.code,
      "NOT_FOUND",
    );
    assert.equal((await owner.mutate("resendInvitation", { id })).code, "CONFLICT");
    assert.equal((await invite("late@example.com")).__typename, "InviteMemberPayload");
  });

  await t.step("an admin handles no owner's invitation, and one who is removed leaves no way back", async () => {
    const { sent } = await invite("boss@example.com", "OWNER");
    const admin = await plane.member(tenantUuid, "ADMIN");
    for (const name of ["resendInvitation", "revokeInvitation"]) {
      assert.equal((await admin.mutate(name, { id: sent.invitation.id })).code, "FORBIDDEN", name);
    }
    await invite("friend@example.com", "ADMIN", admin);
    const { invitedById } = await db.invitation.findFirstOrThrow({ where: { email: "friend@example.com" } });
    const membership = await db.membership.findFirstOrThrow({ where: { userId: invitedById! } });
    await owner.mutate("removeMember", { membershipId: encodeGlobalId("Membership", membership.id) });
    const list = await owner.data(
      `{ tenant(slug: "default") { invitations(first: 100) { edges { node { email } } } } }`,
    );
    const open = list.tenant.invitations.edges.map(({ node }: { node: { email: string } }) => node.email);
    assert.ok(open.includes("boss@example.com"));
    assert.ok(!open.includes("friend@example.com"));
  });
});
