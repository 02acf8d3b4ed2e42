import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { serveConsole, SESSION, viewerAnswer } from "./testing/served_console.ts";

const ACCOUNT = { email: "ada@example.com", password: "correct horse" };

function refusal(status: number, code: string, headers: Record<string, string> = {}) {
  return () => Response.json({ code, message: `The control plane says ${code}.` }, { status, headers });
}

/** What a page says, and that neither a password nor a script is on it. */
async function readForm(answer: Response, status: number): Promise<string> {
  const html = await answer.text();
  assert.equal(answer.status, status, html);
  assert.doesNotMatch(html, /<script|correct horse|style=/);
  return html;
}

test("sign-in and its neighbours are forms without a script", async () => {
  await using console = await serveConsole({});
  for (const path of ["/sign-in", "/sign-up", "/forgot-password", "/reset-password?token=x"]) {
    const html = await readForm(await console.get(path), 200);
    assert.match(html, /<form method="post"/);
    assert.match(html, /<label for="field-/);
    assert.doesNotMatch(html, /modulepreload/);
  }
});

test("sign-in passes the cookies on and leads to where somebody was going", async () => {
  await using console = await serveConsole({
    "/api/auth/sign-in/email": () => {
      const headers = new Headers();
      headers.append("set-cookie", "perpetuo.session_token=a; Path=/; HttpOnly");
      headers.append("set-cookie", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT");
      return Response.json({}, { headers });
    },
  });
  const answer = await console.post("/sign-in", { ...ACCOUNT, email: " ada@example.com ", next: "/t/a?x=1" }, {
    ...SESSION,
    origin: console.url,
    "x-forwarded-for": "203.0.113.9",
  });
  await answer.body?.cancel();
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/t/a?x=1"]);
  assert.deepEqual(answer.headers.getSetCookie(), [
    "perpetuo.session_token=a; Path=/; HttpOnly",
    "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
  ]);
  const [asked] = console.asked;
  assert.deepEqual(asked!.body, ACCOUNT);
  assert.equal(asked!.headers.get("cookie"), null);
  assert.equal(asked!.headers.get("origin"), console.url);
  assert.equal(asked!.headers.get("x-forwarded-for"), "203.0.113.9, 127.0.0.1");
});

test("sign-in leads to no other site", async () => {
  await using console = await serveConsole({ "/api/auth/sign-in/email": () => Response.json({}) });
  const answer = await console.post("/sign-in", { ...ACCOUNT, next: "//evil.example" });
  assert.equal(answer.headers.get("location"), "/");
  await answer.body?.cancel();
});

test("sign-in says what is wrong and keeps the address", async () => {
  const answers = { "/api/auth/sign-in/email": refusal(401, "INVALID_EMAIL_OR_PASSWORD") };
  await using console = await serveConsole(answers);
  const wrong = await readForm(await console.post("/sign-in", { ...ACCOUNT, next: "/t/a" }), 401);
  assert.match(wrong, /role="alert">The e-mail address or the password is not right\./);
  assert.match(wrong, /value="ada@example\.com"/);
  assert.match(wrong, /name="next" value="\/t\/a"/);

  const missing = await readForm(await console.post("/sign-in", { email: "" }), 422);
  assert.match(missing, /aria-invalid="true" aria-describedby="field-email-error"/);
  assert.match(missing, /id="field-password-error"/);
  assert.equal(console.asked.length, 1, "what is not filled in is not asked for");

  answers["/api/auth/sign-in/email"] = refusal(429, "X", { "retry-after": "42" });
  assert.match(await readForm(await console.post("/sign-in", ACCOUNT), 429), /Too many attempts\. Try again in 42 s\./);
  answers["/api/auth/sign-in/email"] = refusal(429, "TOO_MANY_ATTEMPTS");
  assert.match(
    await readForm(await console.post("/sign-in", ACCOUNT), 429),
    /The control plane says TOO_MANY_ATTEMPTS/,
  );
  answers["/api/auth/sign-in/email"] = refusal(403, "INVALID_ORIGIN");
  assert.match(await readForm(await console.post("/sign-in", ACCOUNT), 403), /The control plane says INVALID_ORIGIN/);
  await console.stopControlPlane();
  assert.match(await readForm(await console.post("/sign-in", ACCOUNT), 503), /cannot be reached/);
});

test("sign-in takes forms alone, of a size", async () => {
  await using console = await serveConsole({});
  const json = await fetch(`${console.url}/sign-in`, { method: "POST", body: JSON.stringify(ACCOUNT) });
  assert.equal(json.status, 415);
  await json.body?.cancel();
  const large = await console.post("/sign-in", { ...ACCOUNT, email: "x".repeat(70_000) });
  assert.equal(large.status, 413);
  await large.body?.cancel();
});

test("sign-in leads on who is signed in already", async () => {
  await using console = await serveConsole({ Viewer: () => viewerAnswer([]) });
  const answer = await console.get("/sign-in?next=/t/a", SESSION);
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/t/a"]);
  await answer.body?.cancel();
});

test("sign-up makes an account, or says at which field it did not", async () => {
  const answers = { "/api/auth/sign-up/email": refusal(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL") };
  await using console = await serveConsole(answers);
  const taken = await readForm(await console.post("/sign-up", { ...ACCOUNT, name: "<Ada>" }), 422);
  assert.match(taken, /id="field-email-error"[^>]*>There is an account with this address already\./);
  assert.match(taken, /value="&lt;Ada>"|value="&lt;Ada&gt;"/);
  answers["/api/auth/sign-up/email"] = refusal(400, "PASSWORD_TOO_SHORT");
  assert.match(
    await readForm(await console.post("/sign-up", { ...ACCOUNT, name: "Ada" }), 400),
    /field-password-error/,
  );
  answers["/api/auth/sign-up/email"] = () => Response.json({}, { headers: { "set-cookie": "s=1" } });
  const made = await console.post("/sign-up", { ...ACCOUNT, name: " Ada " });
  assert.deepEqual([made.status, made.headers.get("location"), made.headers.get("set-cookie")], [303, "/", "s=1"]);
  await made.body?.cancel();
  assert.deepEqual(console.asked.at(-1)!.body, { ...ACCOUNT, name: "Ada" });
});

test("sign-up says so where accounts are not for everybody", async () => {
  for (const [signup, text] of [["invite", /made by invitation/], ["off", /No new accounts here/]] as const) {
    await using console = await serveConsole({}, { signup });
    const html = await readForm(await console.get("/sign-up"), 200);
    assert.match(html, text);
    assert.doesNotMatch(html, /<form/);
    assert.doesNotMatch(await readForm(await console.get("/sign-in"), 200), /sign-up/);
  }
});

test("sign-out ends the session by POST alone, and says so when it did not", async () => {
  const answers = {
    "/api/auth/sign-out": () => Response.json({}, { headers: { "set-cookie": "perpetuo.session_token=; Max-Age=0" } }),
  };
  await using console = await serveConsole(answers);
  const link = await console.get("/sign-out", SESSION);
  assert.equal(link.status, 405);
  await link.body?.cancel();
  const answer = await console.post("/sign-out", {}, { ...SESSION, origin: console.url });
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/sign-in"]);
  assert.equal(answer.headers.get("set-cookie"), "perpetuo.session_token=; Max-Age=0");
  await answer.body?.cancel();
  assert.equal(console.asked[0]!.headers.get("cookie"), SESSION.cookie);
  assert.equal(console.asked[0]!.headers.get("origin"), console.url);
  await console.stopControlPlane();
  const failed = await console.post("/sign-out", {}, SESSION);
  assert.equal(failed.status, 503);
  assert.match(await failed.text(), /You are still signed in/);
});

test("forgot-password says the same for every address, and where there is no mail", async () => {
  const answers: Record<string, () => Response> = { "/api/auth/request-password-reset": () => Response.json({}) };
  await using console = await serveConsole(answers);
  const html = await readForm(await console.post("/forgot-password", { email: "ada@example.com" }), 200);
  assert.match(html, /Look into your mail/);
  assert.deepEqual(console.asked[0]!.body, { email: "ada@example.com", redirectTo: "/reset-password" });
  answers["/api/auth/request-password-reset"] = refusal(400, "RESET_PASSWORD_DISABLED");
  const off = await readForm(await console.post("/forgot-password", { email: "ada@example.com" }), 400);
  assert.match(off, /sends no mail/);
});

test("reset-password sets a new one with the link's token, once", async () => {
  const answers: Record<string, () => Response> = { "/api/auth/reset-password": () => Response.json({}) };
  await using console = await serveConsole(answers);
  assert.match(await readForm(await console.get("/reset-password?token=tok"), 200), /name="token" value="tok"/);
  for (const path of ["/reset-password?error=INVALID_TOKEN", "/reset-password"]) {
    assert.match(await readForm(await console.get(path), 200), /This link cannot be used/);
  }
  const answer = await console.post("/reset-password", { token: "tok", password: "correct horse" });
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/sign-in?reset"]);
  await answer.body?.cancel();
  assert.deepEqual(console.asked[0]!.body, { token: "tok", newPassword: "correct horse" });
  assert.match(await readForm(await console.get("/sign-in?reset"), 200), /Your password is changed/);
  answers["/api/auth/reset-password"] = refusal(400, "INVALID_TOKEN");
  const used = await readForm(await console.post("/reset-password", { token: "tok", password: "correct horse" }), 400);
  assert.match(used, /Ask for a new one/);
});
