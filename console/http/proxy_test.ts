import assert from "node:assert/strict";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { BODY_BYTES_MAX } from "./proxy.ts";
import { startProxiedConsole } from "./testing/proxied_console.ts";

const JSON_HEADERS = { "content-type": "application/json" };

function post(url: string, body: unknown, init: RequestInit = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body: JSON.stringify(body),
    ...init,
    headers: { ...JSON_HEADERS, ...init.headers },
  });
}

test("createProxy() puts the text in a document's place and passes variables on", async () => {
  await using console = startProxiedConsole(async (request) => Response.json(await request.json()));
  const answer = await post(`${console.url}/graphql`, {
    documentId: "sha256:1",
    query: "{ smuggled }",
    variables: { a: [1] },
  });
  assert.deepEqual(await answer.json(), { query: "query Known { known }", variables: { a: [1] } });
});

test("createProxy() refuses what browsers may not send in production", async () => {
  await using console = startProxiedConsole(() => Response.json({ reached: true }));
  const cases: [body: unknown, status: number, code: string][] = [
    [{ documentId: "sha256:2" }, 400, "DOCUMENT_UNKNOWN"],
    [{ query: "{ viewer { email } }" }, 400, "DOCUMENT_UNKNOWN"],
    [{}, 400, "DOCUMENT_UNKNOWN"],
    [[{ documentId: "sha256:1" }], 400, "VALIDATION"],
    ["text", 400, "VALIDATION"],
  ];
  for (const [body, status, code] of cases) {
    for (const path of ["/graphql", "/graphql/stream"]) {
      const answer = await post(console.url + path, body);
      assert.equal(answer.status, status, JSON.stringify(body));
      assert.equal((await answer.json()).errors[0].extensions.code, code);
    }
  }
  const get = await fetch(`${console.url}/graphql?query={viewer{email}}`);
  assert.deepEqual([get.status, get.headers.get("allow")], [405, "POST"]);
  await get.body?.cancel();
});

test("createProxy() passes known texts always, and any text in development", async () => {
  const echo = async (request: Request) => new Response(await request.text());
  const unknown = { query: "{ viewer { email } }", extensions: { a: 1 } };
  {
    await using console = startProxiedConsole(echo);
    const known = await post(`${console.url}/graphql`, { query: "query Known { known }" });
    assert.equal(known.status, 200);
    await known.body?.cancel();
  }
  await using console = startProxiedConsole(echo, { allowUnknownDocuments: true });
  assert.deepEqual(await (await post(`${console.url}/graphql`, unknown)).json(), unknown);
  assert.equal(await (await fetch(`${console.url}/graphql?a=1`)).text(), "");
});

test("createProxy() keeps to its paths", async () => {
  const paths: string[] = [];
  await using console = startProxiedConsole((request) => {
    const { pathname, search } = new URL(request.url);
    paths.push(pathname + search);
    return new Response();
  });
  for (const path of ["/", "/graphql/x", "/graphqlx", "/api/authx", "/api/auth", "/v1/models", "/api/auth/../x"]) {
    const answer = await fetch(console.url + path);
    assert.equal(answer.status, 404, path);
    await answer.body?.cancel();
  }
  for (const path of ["/api/auth/get-session?a=%2F", "/api/export/audit.csv?tenantId=a"]) {
    await (await fetch(console.url + path)).body?.cancel();
  }
  assert.deepEqual(paths, ["/api/auth/get-session?a=%2F", "/api/export/audit.csv?tenantId=a"]);
});

test("createProxy() drops what belongs to one connection, and says who asked by which address", async () => {
  await using console = startProxiedConsole((request) => {
    const headers = new Headers({
      connection: "x-private",
      "x-private": "1",
      "keep-alive": "timeout=5",
      "x-request-id": "r",
    });
    headers.append("set-cookie", "a=1; Path=/");
    headers.append("set-cookie", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT");
    return Response.json(Object.fromEntries(request.headers), { headers });
  });
  const answer = await fetch(`${console.url}/api/auth/get-session`, {
    headers: {
      "cookie": "session=s",
      "connection": "x-mine",
      "x-mine": "1",
      "x-forwarded-for": "203.0.113.7",
      "x-forwarded-host": "evil.example.com",
      "x-real-ip": "1.1.1.1",
      "forwarded": "for=1.1.1.1",
    },
  });
  const seen = await answer.json();
  assert.equal(seen["cookie"], "session=s");
  assert.equal(seen["x-forwarded-for"], "203.0.113.7, 127.0.0.1");
  assert.deepEqual([seen["x-forwarded-proto"], seen["x-forwarded-host"]], ["https", "console.example.com"]);
  assert.equal(seen["accept-encoding"], "identity");
  for (const name of ["x-mine", "x-real-ip", "forwarded"]) assert.equal(name in seen, false, name);
  assert.deepEqual(answer.headers.getSetCookie(), ["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT"]);
  assert.equal(answer.headers.get("x-private"), null);
  assert.equal(answer.headers.get("x-request-id"), "r");
});

test("createProxy() leaves redirects to the browser", async () => {
  await using console = startProxiedConsole(() =>
    new Response(null, { status: 302, headers: { location: "/reset?token=t", "set-cookie": "a=1" } })
  );
  const answer = await fetch(`${console.url}/api/auth/reset-password/t`, { redirect: "manual" });
  assert.deepEqual([answer.status, answer.headers.get("location")], [302, "/reset?token=t"]);
  assert.deepEqual(answer.headers.getSetCookie(), ["a=1"]);
  await answer.body?.cancel();
});

test("createProxy() says in the words of the path that the control plane is away, and finds it again", async () => {
  await using console = startProxiedConsole(() => Response.json({}));
  await console.stopControlPlane();
  const graphql = await post(`${console.url}/graphql`, { documentId: "sha256:1" });
  assert.equal(graphql.status, 502);
  assert.equal((await graphql.json()).errors[0].extensions.code, "UNAVAILABLE");
  const accounts = await post(`${console.url}/api/auth/sign-in/email`, {});
  assert.equal(accounts.status, 502);
  assert.equal((await accounts.json()).code, "UNAVAILABLE");

  const port = Number(new URL(console.controlPlaneUrl).port);
  const again = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, () => Response.json({ back: true }));
  const answer = await post(`${console.url}/graphql`, { documentId: "sha256:1" });
  assert.deepEqual(await answer.json(), { back: true });
  await again.shutdown();
});

test("createProxy() gives up on an answer that does not begin, and ends the work on it", async () => {
  const clock = new ManualClock();
  const asked = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  await using console = startProxiedConsole(({ signal }) => {
    asked.resolve();
    signal.addEventListener("abort", () => aborted.resolve());
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve(new Response())));
  }, { clock, answerTimeoutMs: 1_000 });
  const pending = post(`${console.url}/graphql`, { documentId: "sha256:1" });
  await asked.promise;
  await clock.advance(1_000);
  const answer = await pending;
  assert.equal(answer.status, 504);
  assert.equal((await answer.json()).errors[0].extensions.code, "UNAVAILABLE");
  await aborted.promise;
});

test("createProxy() refuses a body over the bound, announced or not, and keeps the connection in order", async () => {
  await using console = startProxiedConsole(() => Response.json({ reached: true }));
  const large = new Uint8Array(BODY_BYTES_MAX + 1);
  for (const body of [large, new Blob([large]).stream()]) {
    const answer = await fetch(`${console.url}/graphql`, { method: "POST", body, headers: JSON_HEADERS });
    assert.equal(answer.status, 413);
    assert.equal((await answer.json()).errors[0].extensions.code, "VALIDATION");
  }
  assert.equal((await (await post(`${console.url}/graphql`, { documentId: "sha256:1" })).json()).reached, true);
});

test("createProxy() passes the playground's stream on as it comes, and gives a model time to think", async () => {
  const clock = new ManualClock();
  const begin = Promise.withResolvers<void>();
  const seen: Request[] = [];
  await using console = startProxiedConsole(async (request) => {
    seen.push(request);
    await begin.promise;
    const headers = { "content-type": "text/event-stream", "x-perpetuo-request-log-id": "r" };
    return new Response("data: [DONE]\n\n", { headers });
  }, { clock });
  const asked = post(`${console.url}/api/playground`, { projectId: "p" });
  await eventually(() => seen.length === 1);
  // What would be too late for any other answer.
  await clock.advance(120_000);
  begin.resolve();
  const answer = await asked;
  assert.deepEqual([answer.status, answer.headers.get("x-perpetuo-request-log-id")], [200, "r"]);
  assert.equal(await answer.text(), "data: [DONE]\n\n");
});
