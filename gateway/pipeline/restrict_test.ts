import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { Limit } from "../../shared/contracts/policy.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { completion, DrivenUpstream } from "../testing/driven_upstream.ts";
import { errorOf, GatewayFixture } from "../testing/gateway_fixture.ts";
import type { PolicyFixture, TenantOptions } from "../testing/tenant_fixture.ts";

function target(provider: string): RouteNode {
  return { type: "target", provider, model: "gpt", retries: 0 };
}

function gatewayWith(tree: RouteNode, policies: PolicyFixture[], options: TenantOptions = {}) {
  const upstream = new DrivenUpstream();
  const providers = ["a", "b", "c"].map((name) => ({
    name,
    kind: "openai_compatible" as const,
    baseUrl: `https://${name}.example.com/v1`,
  }));
  const gateway = new GatewayFixture({ upstream, providers, routes: { chat: tree }, policies, ...options });
  return { gateway, upstream };
}

const only = (...providers: string[]): Limit => ({ type: "allowed_providers", providers });

test("restrict() passes by the targets that a policy forbids, whatever their fallback takes", async () => {
  const tree: RouteNode = { type: "fallback", on: ["server_error"], children: ["a", "b", "c"].map(target) };
  const { gateway, upstream } = gatewayWith(tree, [{ limits: [only("b", "c")] }]);
  await using _ = gateway;
  const response = gateway.chat({ model: "chat" });
  (await upstream.next()).answer(500, { error: { message: "no" } });
  (await upstream.next()).answer(200, completion("hi"));
  assert.equal((await response).headers.get("x-perpetuo-target"), "c/gpt");
  const hosts = upstream.calls.map(({ request }) => new URL(request.url).hostname);
  assert.deepEqual(hosts, ["b.example.com", "c.example.com"]);
  const { policyVerdicts, attempts } = gateway.log.only;
  assert.deepEqual([policyVerdicts[0]!.verdict, attempts.length], ["allowed", 2]);
});

test("restrict() ends a route where only forbidden targets are left, with what the last allowed one said", async () => {
  const { gateway, upstream } = gatewayWith({ type: "fallback", children: ["a", "b"].map(target) }, [
    { limits: [only("a")] },
  ]);
  await using _ = gateway;
  const response = gateway.chat({ model: "chat" });
  (await upstream.next()).answer(500, { error: { message: "no" } });
  assert.deepEqual([(await response).status, upstream.calls.length], [502, 1]);
});

test("restrict() gives a split's share of forbidden targets to the others", async () => {
  const tree: RouteNode = {
    type: "split",
    children: ["a", "b"].map((provider) => ({ weight: 1, node: target(provider) })),
  };
  for (const allowed of ["a", "b"]) {
    const { gateway, upstream } = gatewayWith(tree, [{ limits: [only(allowed)] }]);
    await using _ = gateway;
    for (let count = 0; count < 3; count++) {
      const response = gateway.chat({ model: "chat" });
      (await upstream.next()).answer(200, completion("hi"));
      assert.equal((await response).headers.get("x-perpetuo-target"), `${allowed}/gpt`);
    }
  }
});

test("restrict() gives nobody the cached answer of a model that is not allowed", async () => {
  const options: TenantOptions = { routeOptions: { chat: { cache: { ttlSeconds: 60 } } } };
  const { gateway, upstream } = gatewayWith(target("a"), [], options);
  await using _ = gateway;
  const response = gateway.chat({ model: "chat" });
  (await upstream.next()).answer(200, completion("hi"));
  await response;
  assert.equal((await gateway.chat({ model: "chat" })).headers.get("x-perpetuo-cache"), "hit");
  const limits: Limit[] = [{ type: "allowed_models", models: ["other"] }];
  const forbidding = gatewayWith(target("a"), [{ limits }], options);
  await using __ = forbidding.gateway;
  gateway.tenant.current = { ...gateway.tenant.current!, policies: forbidding.gateway.tenant.current!.policies };
  const refused = await gateway.chat({ model: "chat" });
  assert.deepEqual([refused.status, (await errorOf(refused)).code], [403, "model_not_allowed"]);
  assert.equal(refused.headers.get("x-perpetuo-limit"), "allowed_models");
});

test("restrict() counts nothing for an answer from the cache, nor for a count of tokens", async () => {
  const options: TenantOptions = { routeOptions: { chat: { cache: { ttlSeconds: 60 } } } };
  const { gateway, upstream } = gatewayWith(
    target("a"),
    [{ limits: [{ type: "requests_per_minute", max: 1 }] }],
    options,
  );
  await using _ = gateway;
  const response = gateway.chat({ model: "chat" });
  (await upstream.next()).answer(200, completion("hi"));
  await response;
  assert.equal((await gateway.chat({ model: "chat" })).headers.get("x-perpetuo-cache"), "hit");
  const counted = await gateway.handler(gateway.request("/v1/messages/count_tokens", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "chat", messages: [{ role: "user", content: "Hello" }] }),
  }));
  assert.equal(counted.status, 200);
  const other = await gateway.chat({ model: "chat", seed: 1 });
  assert.equal(other.status, 429);
});
