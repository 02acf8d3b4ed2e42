import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { completion, DrivenUpstream } from "../testing/driven_upstream.ts";
import { GatewayFixture } from "../testing/gateway_fixture.ts";

const [openai, anthropic] = [uuidv7(1), uuidv7(1)];
const internalSecret = "an internal secret for tests 0123456789".replaceAll(" ", "-");

function sceneOf(options: { internalSecret?: string } = {}) {
  const upstream = new DrivenUpstream();
  const clock = new ManualClock();
  const targets: [string, string, string][] = [["good", "a", "gpt"], ["bad", "a", "secret-model"], [
    "claude",
    "b",
    "c",
  ]];
  const routes = targets.map(([name, provider, model]): [string, RouteNode] => [name, {
    type: "target",
    provider,
    model,
    retries: 0,
  }]);
  const gateway = new GatewayFixture({
    upstream,
    clock,
    routes: Object.fromEntries(routes),
    providers: [
      { name: "a", kind: "openai", credentials: [{ credentialId: openai, weight: 1 }] },
      { name: "b", kind: "anthropic", credentials: [{ credentialId: anthropic, weight: 1 }] },
    ],
    secrets: { [openai]: "sk-openai", [anthropic]: "sk-anthropic" },
    ...options,
  });
  const ask = async (model: string, status: number) => {
    const response = gateway.chat({ model });
    const call = await upstream.next();
    call.answer(status, status === 200 ? completion("hi") : { error: { message: "no" } }, { "retry-after": "30" });
    await (await response).text();
  };
  const ready = async (authorization = "none") => {
    const response = await gateway.handler(gateway.request("/readyz", { headers: { authorization } }));
    const text = await response.text();
    return { status: response.status, text, targets: JSON.parse(text).targets };
  };
  return { gateway, clock, ask, ready };
}

test("readyz() counts circuits by kind of provider and credentials that cool, without a name, and stays ready", async () => {
  const { gateway, clock, ask, ready } = sceneOf({ internalSecret });
  await using _ = gateway;
  assert.deepEqual((await ready()).targets, { byKind: {}, coolingCredentials: 0 });
  await ask("good", 200);
  for (let count = 0; count < 10; count++) await ask("bad", 500);
  await ask("claude", 429);
  const told = await ready();
  assert.equal(told.status, 200);
  assert.deepEqual(told.targets, { byKind: { openai: { closed: 1, open: 1, halfOpen: 0 } }, coolingCredentials: 1 });
  for (const name of ["secret-model", openai, gateway.tenant.entry.tenantId]) assert.ok(!told.text.includes(name));
  await clock.advance(5_500);
  assert.deepEqual((await ready()).targets.byKind.openai, { closed: 1, open: 0, halfOpen: 1 });
});

test("readyz() tells names to whoever shows the internal secret, and to nobody where there is none", async () => {
  const { gateway, ask, ready } = sceneOf({ internalSecret });
  await using _ = gateway;
  for (let count = 0; count < 10; count++) await ask("bad", 500);
  await ask("claude", 429);
  const { targets } = await ready(`Bearer ${internalSecret}`);
  assert.deepEqual(targets.troubled, [{
    tenantId: gateway.tenant.entry.tenantId,
    provider: "a",
    model: "secret-model",
    state: "open",
    errorClass: "server_error",
    leftMs: 5_000,
  }]);
  assert.deepEqual(targets.cooling, [{
    credentialId: anthropic,
    model: "c",
    reason: "rate_limited",
    leftMs: 30_000,
  }]);
  for (const wrong of ["Bearer wrong", "Bearer ", internalSecret, `Basic ${internalSecret}`, "none"]) {
    assert.equal((await ready(wrong)).targets.troubled, undefined, wrong);
  }
  const without = sceneOf();
  await using __ = without.gateway;
  for (const shown of ["Bearer null", "Bearer undefined", `Bearer ${internalSecret}`]) {
    assert.equal((await without.ready(shown)).targets.troubled, undefined, shown);
  }
});
