import assert from "node:assert/strict";
import { eventually } from "../../testing/eventually.ts";
import { startRedis } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { systemClock } from "../../shared/time/clock.ts";
import { redisTransport } from "../../shared/transport/redis/redis_transport.ts";
import { completion, DrivenUpstream } from "../testing/driven_upstream.ts";
import { errorOf, GatewayFixture } from "../testing/gateway_fixture.ts";

const redis = await startRedis({ private: true });
Deno.test.afterAll(() => redis.stop());

const credentialId = uuidv7(1);
const route: RouteNode = { type: "target", provider: "a", model: "one", retries: 0 };

/** A gateway of the same tenant as `sibling`, on the one Redis. */
function openGateway(instance: string, sibling?: GatewayFixture) {
  const upstream = new DrivenUpstream();
  const transport = redisTransport({ url: redis.url, clock: systemClock, onProblem: () => {} });
  const gateway = new GatewayFixture({
    upstream,
    instance,
    breakerBoard: transport.breakerBoard,
    routes: { chat: route },
    providers: [{ name: "a", kind: "openai", credentials: [{ credentialId, weight: 1 }] }],
    secrets: { [credentialId]: "sk-secret" },
  });
  if (sibling !== undefined) {
    gateway.tenant.entry = sibling.tenant.entry;
    gateway.tenant.current = sibling.tenant.current;
  }
  const { targetHealth } = gateway.dependencies;
  targetHealth.start();
  const { token } = (sibling ?? gateway).tenant.token;
  return {
    gateway,
    upstream,
    ask: () => gateway.chat({ model: "chat" }, { authorization: `Bearer ${token}` }),
    async [Symbol.asyncDispose]() {
      await targetHealth.stop();
      await gateway[Symbol.asyncDispose]();
      await transport.close();
    },
  };
}

test("a circuit that one gateway opened is honoured by another within 1.5 s, through Redis", async () => {
  await using one = openGateway("gateway-one");
  await using other = openGateway("gateway-other", one.gateway);
  for (let count = 0; count < 10; count++) {
    const response = one.ask();
    (await one.upstream.next()).answer(500, { error: { message: "no" } });
    assert.equal((await response).status, 502);
  }
  assert.equal((await errorOf(await one.ask())).code, "upstream_circuit_open");
  const tenantId = other.gateway.tenant.entry.tenantId;
  const openedMs = performance.now();
  const { targetHealth } = other.gateway.dependencies;
  await eventually(() => targetHealth.refusal(tenantId, route) !== null);
  const tookMs = performance.now() - openedMs;
  assert.ok(tookMs < 1_500, `${tookMs} ms`);
  const refused = await other.ask();
  assert.deepEqual([refused.status, (await errorOf(refused)).code], [503, "upstream_circuit_open"]);
  assert.equal(other.upstream.calls.length, 0);

  await eventually(() => targetHealth.refusal(tenantId, route) === null, { timeoutMs: 10_000 });
  const probe = other.ask();
  (await other.upstream.next()).answer(200, completion("hi"));
  assert.equal((await probe).status, 200);
  assert.ok(targetHealth.isSound, "the probe has closed it");
});
