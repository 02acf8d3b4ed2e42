import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { startConsole } from "./console.ts";

const options = {
  hostname: "127.0.0.1",
  port: 0,
  gatewayUrl: "http://localhost:8787",
  graphqlUrl: "http://localhost:4000/graphql?<x>",
};

test("startConsole() serves its page without scripts under a strict policy", async () => {
  const console = startConsole(options);
  const response = await fetch(console.url);
  const html = await response.text();
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-security-policy")!, /default-src 'none'/);
  assert.doesNotMatch(html, /<script|style=|<x>/);
  assert.match(html, /http:\/\/localhost:8787\/v1/);
  await console.stop();
});

test("startConsole() refuses what it does not have", async () => {
  const console = startConsole(options);
  for (
    const [method, path, status] of [["GET", "/nowhere", 404], ["POST", "/", 405], ["GET", "/readyz", 200]] as const
  ) {
    const response = await fetch(console.url + path, { method, body: method === "POST" ? "x" : null });
    await response.body?.cancel();
    assert.equal(response.status, status, `${method} ${path}`);
  }
  await console.stop();
});
