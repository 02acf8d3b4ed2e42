import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { openDatabase } from "../database.ts";
import { ADMIN, startTestControlPlane, type TestControlPlane } from "../testing/test_control_plane.ts";
import { withDatabase } from "../../testing/services.ts";
import { ACCOUNT_RULE } from "./account_hooks.ts";
import { ADDRESS_RULES } from "./accounts.ts";
import type { Mail } from "./mailer.ts";
import { Throttle } from "./throttle.ts";

const ORIGIN = "http://localhost:3000";

function post(
  plane: TestControlPlane,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${plane.url}/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: ORIGIN, ...headers },
    body: JSON.stringify(body),
    redirect: "manual",
  });
}

function cookieOf(response: Response): string {
  return response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
}

/** Runs a query with a session cookie, as the console does. */
async function asPerson(plane: TestControlPlane, cookie: string, query: string, origin = ORIGIN) {
  const response = await fetch(`${plane.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie, origin },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, answer: await response.json() };
}

test("accounts let one sign up, act, sign out and back in", async () => {
  await using plane = await startTestControlPlane({ environment: { SIGNUP: "open" } });
  const signUp = await post(plane, "/sign-up/email", {
    email: "New@Example.com",
    password: "long enough",
    name: " New Person ",
  });
  assert.equal(signUp.status, 200);
  const cookie = cookieOf(signUp);
  await signUp.body?.cancel();
  const { answer } = await asPerson(plane, cookie, "{ viewer { email name tenants { edges { node { id } } } } }");
  assert.deepEqual(answer.data.viewer, { email: "new@example.com", name: "New Person", tenants: { edges: [] } });

  const made = await asPerson(
    plane,
    cookie,
    `mutation { createTenant(input: { name: "Åcme & Co" }) {
      ... on CreateTenantPayload { tenant { slug viewerRole projects { edges { node { id } } } } } } }`,
  );
  assert.deepEqual(made.answer.data.createTenant.tenant, {
    slug: "acme-co",
    viewerRole: "OWNER",
    projects: { edges: [] },
  });

  const signOut = await post(plane, "/sign-out", {}, { cookie });
  assert.equal(signOut.status, 200, await signOut.text());
  const after = await asPerson(plane, cookie, "{ viewer { email } }");
  assert.equal(after.answer.errors[0].extensions.code, "UNAUTHENTICATED");

  const signIn = await post(plane, "/sign-in/email", { email: "new@example.com", password: "long enough" });
  assert.equal(signIn.status, 200);
  await signIn.body?.cancel();
  const session = await fetch(`${plane.url}/api/auth/get-session`, { headers: { cookie: cookieOf(signIn) } });
  assert.equal((await session.json()).user.email, "new@example.com");
  const actions = (await plane.db.auditEvent.findMany({ orderBy: { id: "asc" } })).map((event) => event.action);
  for (const action of ["account.create", "session.create", "tenant.create"]) {
    assert.ok(actions.includes(action), action);
  }
});

test("accounts refuse sign-up by invitation or not at all, and guests no tenant of their own", async () => {
  for (const [signup, code] of [["invite", "SIGN_UP_BY_INVITATION"], ["off", "SIGN_UP_CLOSED"]] as const) {
    await using plane = await startTestControlPlane({ environment: { SIGNUP: signup } });
    const body = { email: "new@example.com", password: "long enough", name: "New" };
    const answer = await post(plane, "/sign-up/email", body);
    assert.equal(answer.status, 403);
    assert.equal((await answer.json()).code, code);
    assert.equal(await plane.db.user.count(), 1);
    const stranger = await plane.stranger();
    assert.equal((await stranger.mutate("createTenant", { name: "Mine" })).code, "FORBIDDEN");
  }
});

test("accounts refuse a wrong password and an unknown address alike", async () => {
  await using plane = await startTestControlPlane();
  const wrong = await post(plane, "/sign-in/email", { email: ADMIN.email, password: "not the password" });
  const unknown = await post(plane, "/sign-in/email", { email: "nobody@example.com", password: "not the password" });
  assert.deepEqual([wrong.status, unknown.status], [401, 401]);
  assert.deepEqual(await wrong.json(), await unknown.json());
  assert.equal(wrong.headers.getSetCookie().length, 0);
  const right = await post(plane, "/sign-in/email", { email: ADMIN.email, password: ADMIN.password });
  assert.equal(right.status, 200, await right.text());
});

test("accounts throttle sign-in by address, and one account from many addresses", async () => {
  await using plane = await startTestControlPlane();
  const attempt = async (address: string, email: string, password = "not the password") => {
    const answer = await post(plane, "/sign-in/email", { email, password }, { "x-forwarded-for": address });
    await answer.body?.cancel();
    return answer;
  };
  const { max } = ADDRESS_RULES["/sign-in/email"];
  for (let count = 0; count < max; count++) {
    assert.equal((await attempt("198.51.100.1", `${count}@example.com`)).status, 401);
  }
  const limited = await attempt("198.51.100.1", ADMIN.email, ADMIN.password);
  assert.equal(limited.status, 429);
  assert.ok(Number(limited.headers.get("retry-after")) > 0);
  assert.equal((await attempt("198.51.100.2", ADMIN.email, ADMIN.password)).status, 200);
  // What a client claims about itself further left counts for nothing.
  assert.equal((await attempt("6.6.6.6, 198.51.100.1", ADMIN.email, ADMIN.password)).status, 429);

  for (let count = 0; count < ACCOUNT_RULE.max; count++) {
    assert.equal((await attempt(`203.0.113.${count}`, "victim@example.com")).status, 401);
  }
  assert.equal((await attempt("203.0.113.99", "Victim@example.com")).status, 429);
  assert.equal((await attempt("203.0.113.99", ADMIN.email, ADMIN.password)).status, 200);
});

test("accounts reset a password by mail, once, and end the sessions", async () => {
  const mails: Mail[] = [];
  const mailer = { send: (mail: Mail) => Promise.resolve(void mails.push(mail)) };
  await using plane = await startTestControlPlane({ mailer });
  const signIn = await post(plane, "/sign-in/email", { email: ADMIN.email, password: ADMIN.password });
  await signIn.body?.cancel();
  for (const email of [ADMIN.email, "nobody@example.com"]) {
    const answer = await post(plane, "/request-password-reset", { email, redirectTo: "/reset" });
    assert.equal(answer.status, 200, await answer.text());
  }
  assert.equal(mails.length, 1);
  const token = /reset-password\/([^?]+)\?/.exec(mails[0]!.text)![1]!;
  assert.equal(await plane.db.verification.count({ where: { identifier: { contains: token } } }), 0);
  assert.doesNotMatch(plane.logLines.join("\n"), new RegExp(token));

  const link = await fetch(mails[0]!.text.match(/http\S+/)![0].replace(ORIGIN, plane.url), { redirect: "manual" });
  assert.equal(link.status, 302);
  assert.equal(link.headers.get("location"), `${ORIGIN}/reset?token=${token}`);
  await link.body?.cancel();
  const reset = await post(plane, "/reset-password", { token, newPassword: "a new password" });
  assert.equal(reset.status, 200, await reset.text());
  assert.equal(await plane.db.auditEvent.count({ where: { action: "account.reset_password" } }), 1);
  const again = await post(plane, "/reset-password", { token, newPassword: "another password" });
  assert.equal(again.status, 400, await again.text());
  const { answer } = await asPerson(plane, cookieOf(signIn), "{ viewer { email } }");
  assert.equal(answer.errors[0].extensions.code, "UNAUTHENTICATED");
  const renewed = await post(plane, "/sign-in/email", { email: ADMIN.email, password: "a new password" });
  assert.equal(renewed.status, 200, await renewed.text());
});

test("accounts say that a password cannot be reset where there is no mail server", async () => {
  await using plane = await startTestControlPlane();
  for (const email of [ADMIN.email, "nobody@example.com"]) {
    const answer = await post(plane, "/request-password-reset", { email });
    assert.equal(answer.status, 400);
    assert.equal((await answer.json()).code, "RESET_PASSWORD_DISABLED");
  }
});

test("accounts serve no other path of the library, and each by its method alone", async () => {
  await using plane = await startTestControlPlane();
  const blocked = [
    "/update-user",
    "/change-password",
    "/change-email",
    "/delete-user",
    "/list-sessions",
    "/revoke-sessions",
    "/sign-in/social",
    "/verify-email",
    "/ok",
    "/error",
    "/",
    "/sign-in/email/",
    "/sign-in/../update-user",
    "//update-user",
  ];
  for (const path of blocked) {
    for (const method of ["GET", "POST"]) {
      const answer = await fetch(`${plane.url}/api/auth${path}`, { method });
      assert.equal(answer.status, 404, `${method} ${path}`);
      assert.equal((await answer.json()).code ?? "NOT_FOUND", "NOT_FOUND");
    }
  }
  const wrongMethod = await fetch(`${plane.url}/api/auth/sign-out`);
  assert.equal(wrongMethod.status, 405);
  assert.equal(wrongMethod.headers.get("allow"), "POST");
  await wrongMethod.body?.cancel();
});

test("accounts bind cookies to the console's origin, and to https where that is public", async () => {
  await using plane = await startTestControlPlane({
    environment: { PUBLIC_CONSOLE_URL: "https://console.example.com" },
  });
  const body = { email: ADMIN.email, password: ADMIN.password };
  const signIn = await post(plane, "/sign-in/email", body, { origin: "https://console.example.com" });
  const [cookie] = signIn.headers.getSetCookie();
  await signIn.body?.cancel();
  assert.match(cookie!, /^__Secure-perpetuo\.session_token=/);
  for (const attribute of [/; Secure/i, /; HttpOnly/i, /; SameSite=Lax/i]) assert.match(cookie!, attribute);
  const evil = await post(plane, "/sign-in/email", body, { origin: "https://evil.example" });
  assert.equal(evil.status, 403, await evil.text());
  const foreign = await asPerson(plane, cookieOf(signIn), "{ viewer { email } }", "https://evil.example");
  assert.equal(foreign.status, 403);
  const own = await asPerson(plane, cookieOf(signIn), "{ viewer { email } }", "https://console.example.com");
  assert.equal(own.answer.data.viewer.email, ADMIN.email);
});

test("Throttle.attempt() counts over several processes and opens a new window in time", async () => {
  await using database = await withDatabase();
  const first = openDatabase(database.url, { connectionsMax: 4 });
  const second = openDatabase(database.url, { connectionsMax: 4 });
  try {
    const clock = new ManualClock();
    const throttles = [new Throttle(first.db, clock), new Throttle(second.db, clock)];
    const rule = { max: 5, windowSeconds: 60 };
    const verdicts = await Promise.all(
      Array.from({ length: 12 }, (_, index) => throttles[index % 2]!.attempt("key", rule)),
    );
    assert.equal(verdicts.filter((verdict) => verdict.allowed).length, 5);
    await clock.advance(59_000);
    assert.deepEqual(await throttles[0]!.attempt("key", rule), { allowed: false, retryAfterSeconds: 1 });
    await clock.advance(1_000);
    assert.deepEqual(await throttles[1]!.attempt("key", rule), { allowed: true });
    await throttles[0]!.clear("key");
    await clock.advance(3_700_000);
    await throttles[0]!.attempt("other", rule);
    assert.equal(await first.db.rateLimit.count(), 1);
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
});
