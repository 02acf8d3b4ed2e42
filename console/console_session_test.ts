import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { type Answers, serveConsole, SESSION, viewerAnswer } from "./testing/served_console.ts";

const ACME = { slug: "acme", projects: ["one", "two"] };
const UNAUTHENTICATED = () =>
  Response.json({ data: null, errors: [{ message: "Sign in.", extensions: { code: "UNAUTHENTICATED" } }] });

/** A control plane of somebody who belongs to these, whose projects have as many records. */
function signedIn(tenants: { slug: string; projects: string[] }[], records = 1): Answers {
  return {
    Viewer: () => viewerAnswer(tenants),
    FirstRecord: () =>
      Response.json({ data: { requestLogs: { edges: Array.from({ length: records }, () => ({ cursor: "c" })) } } }),
  };
}

async function locationOf(answer: Promise<Response>): Promise<string | null> {
  const { status, headers, body } = await answer;
  await body?.cancel();
  assert.equal(status, 303);
  return headers.get("location");
}

test("requireViewer() sends nobody in particular to sign in, and back to where they were going", async () => {
  await using console = await serveConsole({ Viewer: UNAUTHENTICATED });
  assert.equal(await locationOf(console.get("/t/acme?x=1")), "/sign-in?next=%2Ft%2Facme%3Fx%3D1");
  assert.deepEqual(console.asked, [], "without a cookie there is nothing to ask");
  assert.equal(await locationOf(console.get("/t/acme", SESSION)), "/sign-in?next=%2Ft%2Facme");
  assert.equal(await locationOf(console.post("/t/acme", {}, SESSION)), "/sign-in");
});

test("requireViewer() asks once a page, as the reader", async () => {
  await using console = await serveConsole(signedIn([ACME]));
  await (await console.get("/t/acme", { ...SESSION, "x-forwarded-for": "203.0.113.9" })).body?.cancel();
  assert.equal(console.asked.length, 1);
  const { headers } = console.asked[0]!;
  assert.equal(headers.get("cookie"), SESSION.cookie);
  assert.equal(headers.get("x-forwarded-for"), "203.0.113.9, 127.0.0.1");
});

test("requireViewer() says so when the control plane is away", async () => {
  await using console = await serveConsole({});
  await console.stopControlPlane();
  const answer = await console.get("/t/acme", SESSION);
  assert.equal(answer.status, 503);
  assert.match(await answer.text(), /Not available right now[^]*cannot be reached/);
});

test("openPlace() has nothing to show of what is not the viewer's", async () => {
  await using console = await serveConsole(signedIn([ACME]));
  for (const path of ["/t/other", "/t/acme/p/nothing", "/t/other/p/project-one"]) {
    const answer = await console.get(path, SESSION);
    assert.equal(answer.status, 404, path);
    await answer.body?.cancel();
  }
});

test("/ leads to the dashboard, and to the first steps while there are none", async () => {
  await using console = await serveConsole(signedIn([{ slug: "empty", projects: [] }, ACME]));
  assert.equal(await locationOf(console.get("/", SESSION)), "/t/acme/dashboard");
  await using fresh = await serveConsole(signedIn([ACME], 0));
  assert.equal(await locationOf(fresh.get("/", SESSION)), "/onboarding");
  await using empty = await serveConsole(signedIn([{ slug: "empty", projects: [] }]));
  assert.equal(await locationOf(empty.get("/", SESSION)), "/onboarding");
  await using nobody = await serveConsole(signedIn([]));
  assert.equal(await locationOf(nobody.get("/", SESSION)), "/onboarding");
});

test("/ leads to the team whose project was used last, as long as it is the viewer's", async () => {
  await using console = await serveConsole(signedIn([ACME], 0));
  const visit = await console.get("/t/acme/p/project-two", SESSION);
  assert.equal(visit.headers.get("location"), "/t/acme/p/project-two/logs");
  await visit.body?.cancel();
  const kept = visit.headers.get("set-cookie")!.split(";")[0]!;
  const cookie = `${SESSION.cookie}; ${kept}`;
  assert.equal(await locationOf(console.get("/", { cookie })), "/t/acme/dashboard");
  assert.equal(await locationOf(console.get("/t/acme", { cookie })), "/t/acme/dashboard");
  const again = await console.get("/t/acme/p/project-two", { cookie });
  assert.equal(again.headers.get("set-cookie"), null);
  await again.body?.cancel();
  const gone = `${SESSION.cookie}; perpetuo_project=project-gone`;
  assert.equal(await locationOf(console.get("/", { cookie: gone })), "/onboarding");
});
