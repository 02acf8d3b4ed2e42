import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { errorOf, GatewayFixture } from "../testing/gateway_fixture.ts";

test("routeRequest() finds what is there, with or without a trailing slash and a query", async () => {
  await using gateway = new GatewayFixture();
  for (
    const path of ["/livez", "/livez/", "/readyz", "/readyz/?verbose", "/v1/models", "/v1/models/?a=/b", "/v1/models/"]
  ) {
    assert.equal((await gateway.handler(gateway.request(path))).status, 200, path);
  }
});

test("routeRequest() answers OpenAI's error shape for everything else", async () => {
  await using gateway = new GatewayFixture();
  const cases: [method: string, path: string, status: number, code: string, allow: string | null][] = [
    ["GET", "/", 404, "not_found", null],
    ["GET", "/v1", 404, "not_found", null],
    ["POST", "/v1/unheard/of", 404, "not_found", null],
    ["POST", "//v1/chat/completions", 404, "not_found", null],
    ["GET", "/v1/chat/completions", 405, "method_not_allowed", "POST"],
    ["OPTIONS", "/v1/chat/completions", 405, "method_not_allowed", "POST"],
    ["DELETE", "/v1/models/mock/demo", 405, "method_not_allowed", "GET, HEAD"],
    ["POST", "/livez", 405, "method_not_allowed", "GET, HEAD"],
  ];
  for (const [method, path, status, code, allow] of cases) {
    const response = await gateway.handler(gateway.request(path, { method }));
    assert.equal(response.status, status, path);
    const error = await errorOf(response);
    assert.equal(error.code, code);
    assert.ok(error.message.includes(path) && error.message.includes(method), error.message);
    assert.equal(response.headers.get("allow"), allow);
    assert.match(response.headers.get("x-request-id")!, /^[0-9a-f-]{36}$/);
  }
  assert.equal(gateway.log.finished.length, 0);
  assert.equal(gateway.handler.inFlight, 0);
});

test("routeRequest() answers HEAD as GET, without a body", async () => {
  await using gateway = new GatewayFixture();
  const cases: [path: string, status: number][] = [
    ["/livez", 200],
    ["/v1/models", 200],
    ["/v1/chat/completions", 405],
    ["/x", 404],
  ];
  for (const [path, status] of cases) {
    const response = await gateway.handler(gateway.request(path, { method: "HEAD" }));
    assert.deepEqual([response.status, await response.text()], [status, ""], path);
    assert.equal(response.headers.get("content-type"), "application/json");
  }
});

test("readyz() gives the reasons why the gateway cannot do its job", async () => {
  const problems = ["no configuration yet"];
  await using gateway = new GatewayFixture({ problems });
  const ask = async () => {
    const response = await gateway.handler(gateway.request("/readyz"));
    return [response.status, (await response.json()).reasons];
  };
  assert.deepEqual(await ask(), [503, ["no configuration yet"]]);
  problems.pop();
  assert.deepEqual(await ask(), [200, []]);
  gateway.handler.draining();
  assert.deepEqual(await ask(), [503, ["shutting_down"]]);
});
