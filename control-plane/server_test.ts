import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { ADMIN, startTestControlPlane, type TestControlPlane } from "./testing/test_control_plane.ts";

function request(plane: TestControlPlane, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(plane.url + path, init);
}

const JSON_TYPE = { "content-type": "application/json" };
const BEARER = { authorization: `Bearer ${ADMIN.token}` };

test("the server answers health, and JSON 404 for what is not there", async () => {
  await using plane = await startTestControlPlane();
  await plane.controlPlane.feedReady;
  const live = await request(plane, "/livez");
  assert.deepEqual([live.status, await live.json()], [200, { live: true }]);
  const ready = await request(plane, "/readyz");
  assert.equal((await ready.json()).checks.database.ready, true);
  for (const path of ["/", "/graphql/", "/graphiql", "/api/auth", "/api/authx/sign-out", "/v1/models"]) {
    const missing = await request(plane, path);
    assert.equal(missing.status, 404, path);
    assert.equal((await missing.json()).errors[0].extensions.code, "NOT_FOUND");
    assert.match(missing.headers.get("x-request-id")!, /^[0-9a-f-]{36}$/);
    assert.equal(missing.headers.get("x-content-type-options"), "nosniff");
    assert.match(missing.headers.get("cache-control")!, /no-store/);
  }
});

test("the server says not ready when a part of it is away", async () => {
  await using plane = await startTestControlPlane();
  await plane.controlPlane.feedReady;
  await plane.transport.close();
  const ready = await request(plane, "/readyz");
  const report = await ready.json();
  assert.equal(ready.status, 503, JSON.stringify(report));
  assert.equal(report.checks.transport.ready, false);
  assert.equal(report.checks.database.ready, true);
});

test("the server bounds bodies and takes JSON alone", async () => {
  await using plane = await startTestControlPlane();
  const large = JSON.stringify({ query: `{ viewer { id } } # ${"x".repeat(1_100_000)}` });
  const cases: [string, RequestInit, number][] = [
    ["/graphql", { method: "POST", headers: JSON_TYPE, body: large }, 413],
    ["/graphql", { method: "POST", headers: JSON_TYPE, body: new Blob([large]).stream() }, 413],
    ["/api/auth/sign-in/email", { method: "POST", headers: JSON_TYPE, body: large }, 413],
    ["/graphql", {
      method: "POST",
      body: "query={viewer{id}}",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }, 415],
    ["/graphql", { method: "POST", body: "{ viewer { id } }", headers: { "content-type": "text/plain" } }, 415],
    ["/graphql", { method: "POST", body: new FormData() }, 415],
    ["/graphql", { method: "PUT", headers: JSON_TYPE, body: "{}" }, 405],
    ["/graphql", { method: "POST", headers: JSON_TYPE, body: "{" }, 400],
    ["/graphql/stream", { method: "PUT", headers: JSON_TYPE, body: "{}" }, 405],
  ];
  for (const [path, init, status] of cases) {
    const answer = await request(plane, path, init);
    assert.equal(answer.status, status, `${init.method} ${path} ${await answer.text()}`);
  }
});

test("the server executes no mutation that came by GET", async () => {
  await using plane = await startTestControlPlane();
  const before = await plane.db.tenant.count();
  const mutation = encodeURIComponent('mutation { createTenant(input: { name: "By link" }) { __typename } }');
  for (const path of ["/graphql", "/graphql/stream"]) {
    for (const accept of ["application/json", "text/event-stream", "*/*"]) {
      const answer = await request(plane, `${path}?query=${mutation}`, { headers: { ...BEARER, accept } });
      assert.equal(answer.status, 405, `${path} ${accept} ${await answer.text()}`);
    }
  }
  assert.equal(await plane.db.tenant.count(), before);
  const query = await request(plane, `/graphql?query=${encodeURIComponent("{ viewer { email } }")}`, {
    headers: BEARER,
  });
  assert.equal((await query.json()).data.viewer.email, ADMIN.email);
});

test("the server refuses documents that are out of bounds, with a code", async () => {
  await using plane = await startTestControlPlane();
  const nested = (depth: number) =>
    "{ viewer { tenants { edges { node { " +
    "projects { edges { node { tenant { ".repeat(depth) + "id" + " } } } }".repeat(depth) + " } } } } }";
  const documents = [
    "{ nonsense }",
    "{ viewer",
    nested(6),
    `{ ${Array.from({ length: 60 }, (_, index) => `a${index}: viewer { id }`).join(" ")} }`,
    `{ viewer { ${"id ".repeat(3_000)} } }`,
    "{ viewer { tenants(first: 100) { edges { node { projects(first: 100) { edges { node { apiKeys(first: 100) { edges { node { id } } } } } } } } } } }",
  ];
  for (const document of documents) {
    const answer = await plane.owner.send(document);
    assert.equal(
      answer.errors?.[0]?.extensions.code,
      "VALIDATION",
      document.slice(0, 80) + JSON.stringify(answer).slice(0, 300),
    );
  }
});

test("the server hides faults from callers and logs them whole", async () => {
  await using plane = await startTestControlPlane();
  await plane.db.$executeRawUnsafe('ALTER TABLE "Project" RENAME TO "Elsewhere"');
  const answer = await plane.owner.send('{ tenant(slug: "default") { projects { edges { node { id } } } } }');
  assert.equal(answer.errors?.[0]?.extensions.code, "INTERNAL");
  assert.doesNotMatch(JSON.stringify(answer), /Project"|prisma|Elsewhere|\.ts/i);
  const fault = plane.logLines.find((line) => line.includes("graphql_fault"));
  assert.match(fault ?? "", /"requestId":"[0-9a-f-]{36}"/);
  assert.equal(plane.logLines.filter((line) => line.includes("graphql_fault")).length, 1);
});

test("the server shows its schema unless told not to, and never GraphiQL unless told to", async () => {
  const introspection = "{ __schema { queryType { name } } }";
  {
    await using plane = await startTestControlPlane();
    assert.equal((await plane.anonymous.data(introspection)).__schema.queryType.name, "Query");
    const page = await request(plane, "/graphql", { headers: { accept: "text/html" } });
    assert.doesNotMatch(await page.text(), /<html/i);
  }
  const environment = { GRAPHQL_INTROSPECTION: "off", GRAPHIQL: "on" };
  await using plane = await startTestControlPlane({ environment });
  assert.equal((await plane.owner.send(introspection)).errors?.[0]?.extensions.code, "VALIDATION");
  const misspelt = await plane.owner.send("{ viewr { id } }");
  assert.doesNotMatch(JSON.stringify(misspelt), /viewer/);
  const page = await request(plane, "/graphql", { headers: { accept: "text/html" } });
  assert.match(await page.text(), /<html/i);
});

test("the server drains: what is under way finishes, what comes later is refused", async () => {
  await using plane = await startTestControlPlane();
  const underWay = plane.owner.data("{ viewer { email } }");
  await Promise.all([underWay, plane.controlPlane.drain()]).catch(() => {});
  await assert.rejects(request(plane, "/livez").then((answer) => answer.text()));
  // Twice is once.
  await plane.controlPlane.drain();
});

test("the server ends subscriptions when it drains, so that nothing holds it back", async () => {
  await using plane = await startTestControlPlane();
  const { viewer } = await plane.owner.data(
    "{ viewer { tenants { edges { node { projects { edges { node { id } } } } } } } }",
  );
  const projectId = viewer.tenants.edges[0].node.projects.edges[0].node.id;
  const query = "subscription ($id: ID!) { requestLogTail(projectId: $id) { cursor } }";
  const streams = await Promise.all(["/graphql", "/graphql/stream"].map(async (path) => {
    const answer = await plane.owner.post({ query, variables: { id: projectId } }, {
      accept: "text/event-stream",
      path,
    });
    assert.equal(answer.status, 200, path);
    return { ended: answer.text() };
  }));
  const startedMs = performance.now();
  await Promise.all([plane.controlPlane.drain(), ...streams.map(({ ended }) => ended)]);
  assert.ok(performance.now() - startedMs < 5_000);
});
