import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { serveConsole, SESSION } from "./testing/served_console.ts";

test("startConsole() answers under a strict policy, with a nonce of its own each time", async () => {
  await using console = await serveConsole({});
  const policies: string[] = [];
  for (const path of ["/sign-in", "/sign-in", "/nowhere", "/"]) {
    const answer = await console.get(path);
    await answer.body?.cancel();
    const policy = answer.headers.get("content-security-policy")!;
    for (const part of ["default-src 'none'", "style-src-attr 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      assert.ok(policy.includes(part), `${path}: ${part}`);
    }
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    policies.push(policy);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.equal(answer.headers.get("referrer-policy"), "same-origin");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.match(answer.headers.get("x-request-id")!, /^[0-9a-f-]{36}$/);
    assert.equal(answer.headers.get("strict-transport-security"), null);
  }
  assert.equal(new Set(policies).size, policies.length);
});

test("startConsole() says by https alone where that is how it is reached", async () => {
  await using console = await serveConsole({}, { publicUrl: "https://console.example.com" });
  const answer = await console.post("/theme", { theme: "dark", next: "/t/a" });
  assert.match(answer.headers.get("strict-transport-security")!, /max-age/);
  assert.match(answer.headers.get("set-cookie")!, /; Secure/);
  await answer.body?.cancel();
});

test("startConsole() is ready while the control plane can be reached", async () => {
  await using console = await serveConsole({ "/livez": () => Response.json({ live: true }) });
  const ready = await console.get("/readyz");
  assert.deepEqual([ready.status, await ready.json()], [200, { ready: true, reasons: [] }]);
  await console.stopControlPlane();
  const away = await console.get("/readyz");
  assert.deepEqual([away.status, await away.json()], [503, {
    ready: false,
    reasons: ["control plane: cannot be reached"],
  }]);
  const live = await console.get("/livez");
  assert.deepEqual([live.status, await live.json()], [200, { live: true }]);
});

test("startConsole() refuses forms of other sites, with a page that says so", async () => {
  await using console = await serveConsole({});
  for (const path of ["/sign-out", "/theme", "/api/auth/sign-out", "/graphql"]) {
    const answer = await console.post(path, {}, { ...SESSION, "sec-fetch-site": "cross-site" });
    assert.equal(answer.status, 403, path);
    assert.match(await answer.text(), /This is not allowed[^]*another site[^]*Request id/);
  }
  assert.deepEqual(console.asked, []);
});

test("startConsole() shows nothing for addresses that it does not have, and the id of the request", async () => {
  await using console = await serveConsole({});
  const answer = await console.get("/nowhere");
  const html = await answer.text();
  assert.equal(answer.status, 404);
  assert.match(html, /There is nothing here/);
  assert.ok(html.includes(answer.headers.get("x-request-id")!));
  assert.doesNotMatch(html, /<script/);
});

test("startConsole() logs a fault under the id that its page shows, and tells no more", async () => {
  await using console = await serveConsole({ Viewer: () => Response.json({ data: { viewer: { secret: 1 } } }) });
  const answer = await console.get("/t/acme", SESSION);
  const html = await answer.text();
  assert.equal(answer.status, 500);
  assert.match(html, /Something broke/);
  assert.doesNotMatch(html, /undefined|TypeError|at /);
  const [fault] = console.logger.events;
  assert.equal(fault?.event, "page_fault");
  assert.equal(fault.fields.requestId, answer.headers.get("x-request-id"));
});

test("startConsole() renders the theme that was chosen, from the first byte", async () => {
  await using console = await serveConsole({});
  const choose = await console.post("/theme", { theme: "dark", next: "/sign-in?x" });
  assert.deepEqual([choose.status, choose.headers.get("location")], [303, "/"]);
  await choose.body?.cancel();
  const cookie = choose.headers.get("set-cookie")!.split(";")[0]!;
  assert.match(await (await console.get("/sign-up", { cookie })).text(), /<html lang="en" data-theme="dark">/);
  assert.match(await (await console.get("/sign-up")).text(), /<html lang="en">/);
  const back = await console.post("/theme", { theme: "neon", next: "/t/a?b=1" });
  assert.deepEqual([back.headers.get("location"), back.headers.get("set-cookie")], ["/t/a?b=1", null]);
  await back.body?.cancel();
});

test("startConsole() ends live tails when it stops", async () => {
  const console = await serveConsole({
    "/graphql/stream": () =>
      new Response(
        new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(": hello\n\n")) }),
        { headers: { "content-type": "text/event-stream" } },
      ),
  });
  await using _ = console;
  // Of a document that browsers may send.
  const { default: documents } = await import("./graphql/persisted_documents.json", { with: { type: "json" } });
  const answer = await fetch(`${console.url}/graphql/stream`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ documentId: Object.keys(documents)[0] }),
  });
  assert.equal(answer.status, 200, answer.ok ? "" : await answer.text());
  const reader = answer.body!.getReader();
  await reader.read();
  await console.stop();
  assert.equal((await reader.read()).done, true);
});

test("startConsole() serves the build's files compressed, to be kept for good, and nothing else so", async () => {
  await using console = await serveConsole({});
  const html = await (await console.get("/sign-in")).text();
  const path = /href="(\/assets\/[^"]+\.css)"/.exec(html)![1]!;
  const sizes: number[] = [];
  for (const encoding of ["gzip, br", "identity", "gzip;q=0"]) {
    // Raw, since `fetch` unpacks by itself and does not say so.
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(console.url).port) });
    const request = `GET ${path} HTTP/1.1\r\nhost: x\r\naccept-encoding: ${encoding}\r\nconnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    const answer = await new Response(connection.readable, {}).bytes();
    const head = new TextDecoder("latin1").decode(answer).split("\r\n\r\n")[0]!.toLowerCase();
    assert.match(head, /^http\/1\.1 200[^]*cache-control: public, max-age=31536000, immutable/);
    assert.match(head, /vary: accept-encoding/);
    assert.equal(/content-encoding: gzip/.test(head), encoding === "gzip, br", encoding);
    sizes.push(answer.length);
  }
  assert.ok(sizes[0]! < sizes[1]! / 3, sizes.join());
  const whole = await console.get(path);
  await whole.body?.cancel();
  const tagged = await console.get(path, { "if-none-match": whole.headers.get("etag")! });
  assert.equal(tagged.status, 304);
});
