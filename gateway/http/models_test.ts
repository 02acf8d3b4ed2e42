import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { MOCK_MODELS } from "../providers/mock/mock_script.ts";
import { errorOf, GatewayFixture, type GatewayOptions } from "../testing/gateway_fixture.ts";

const tree: RouteNode = {
  type: "fallback",
  children: [
    { type: "target", provider: "router", model: "meta/llama-3" },
    { type: "target", provider: "gone", model: "x" },
  ],
};
const options: GatewayOptions = {
  routes: { assistant: tree },
  providers: [
    { name: "mock", kind: "mock" },
    { name: "router", kind: "openai_compatible", baseUrl: "https://llm.example.com/v1" },
  ],
};

async function ids(gateway: GatewayFixture): Promise<string[]> {
  const response = await gateway.handler(gateway.request("/v1/models"));
  const { object, data } = await response.json();
  assert.equal(object, "list");
  return data.map((model: { id: string }) => model.id);
}

test("listModels() lists routes, and direct models that are known to work", async () => {
  await using gateway = new GatewayFixture(options);
  const mocks = Object.keys(MOCK_MODELS).map((model) => `mock/${model}`);
  assert.deepEqual((await ids(gateway)).toSorted(), ["assistant", "router/meta/llama-3", ...mocks].toSorted());
});

test("listModels() lists routes alone where the project allows no direct models", async () => {
  await using gateway = new GatewayFixture({ ...options, allowDirectModels: false });
  assert.deepEqual(await ids(gateway), ["assistant"]);
  const response = await gateway.handler(gateway.request("/v1/models/mock/demo"));
  assert.deepEqual([response.status, (await errorOf(response)).code], [403, "direct_models_not_allowed"]);
});

test("getModel() finds a name with slashes, written plainly or encoded", async () => {
  await using gateway = new GatewayFixture(options);
  const found: [path: string, id: string, owner: string][] = [
    ["assistant", "assistant", "perpetuo"],
    ["router/meta/llama-3", "router/meta/llama-3", "router"],
    ["router%2Fmeta%2Fllama-3", "router/meta/llama-3", "router"],
    ["router/any/other", "router/any/other", "router"],
  ];
  for (const [path, id, owner] of found) {
    const response = await gateway.handler(gateway.request(`/v1/models/${path}`));
    assert.equal(response.status, 200, path);
    assert.deepEqual(await response.json(), {
      id,
      object: "model",
      created: Date.UTC(2026, 0, 1) / 1_000,
      owned_by: owner,
    });
    assert.equal(response.headers.get("x-perpetuo-revision"), "7-abababab");
  }
  for (const path of ["nothing", "gone/x", "%zz"]) {
    const response = await gateway.handler(gateway.request(`/v1/models/${path}`));
    assert.deepEqual([response.status, (await errorOf(response)).code], [404, "model_not_found"], path);
  }
});

test("listModels() and getModel() know exact aliases, and getModel() those of any rest too", async () => {
  const target: RouteNode = { type: "target", provider: "mock", model: "demo" };
  await using gateway = new GatewayFixture({
    routes: { assistant: target },
    routeOptions: { assistant: { aliases: ["mock/echo", "gpt-4o", "claude-*"] } },
  });
  const listed = await ids(gateway);
  assert.ok(listed.includes("gpt-4o") && !listed.includes("claude-*"));
  assert.equal(listed.filter((id) => id === "mock/echo").length, 1);
  for (const id of ["gpt-4o", "mock/echo", "claude-sonnet-5"]) {
    const response = await gateway.handler(gateway.request(`/v1/models/${id}`));
    assert.equal((await response.json()).owned_by, "perpetuo", id);
  }
});

test("listModels() asks for a key, and is on nobody's record", async () => {
  await using gateway = new GatewayFixture(options);
  const stranger = await gateway.handler(gateway.request("/v1/models", { headers: { authorization: "none" } }));
  assert.deepEqual([stranger.status, (await errorOf(stranger)).code], [401, "missing_api_key"]);
  gateway.tenant.entry = { ...gateway.tenant.entry, state: "revoked" };
  assert.equal((await gateway.handler(gateway.request("/v1/models"))).status, 401);
  assert.deepEqual([gateway.log.finished.length, gateway.handler.inFlight], [0, 0]);
});
