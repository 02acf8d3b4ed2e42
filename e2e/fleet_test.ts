import assert from "node:assert/strict";
import { eventually } from "../testing/eventually.ts";
import { test } from "../testing/test.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { allLogs, firstProject, graphql } from "./graphql.ts";

test("a fleet of two gateways converges on every change and outlives its Redis and control plane", async (t) => {
  await using fleet = await startFleet();
  const project = await firstProject(fleet);
  await t.step("a publish reaches every gateway", () => publishReachesAll(fleet, project));
  await t.step("a key works everywhere once created, and nowhere once revoked", () => keyLifeCycle(fleet, project));
  await t.step("gateways serve from their last good state with Redis and the control plane down", () => outage(fleet));
  await t.step("an emptied Redis heals by itself and the records of the outage arrive", () => recovery(fleet, project));
});

async function publishReachesAll(fleet: Fleet, project: { id: string; tenantId: string }): Promise<void> {
  const took: number[] = [];
  for (let round = 1; round <= 5; round++) {
    await createRoute(fleet, project.id, `converge-${round}`);
    const started = performance.now();
    await publish(fleet, project.tenantId);
    const each = fleet.gatewayUrls.map((url) =>
      eventually(async () => await ask(url, fleet.apiKey, `converge-${round}`) === 200, { timeoutMs: 5_000 })
    );
    await Promise.all(each);
    took.push(Math.round(performance.now() - started));
  }
  console.log(`publish → served by both gateways, mutation included: ${took.join(", ")} ms`);
}

async function keyLifeCycle(fleet: Fleet, project: { id: string }): Promise<void> {
  const { createApiKey } = await graphql(
    fleet,
    `mutation ($input: CreateApiKeyInput!) {
      createApiKey(input: $input) { ... on CreateApiKeyPayload { secret apiKey { id } } ... on Error { message } }
    }`,
    { input: { projectId: project.id, name: "short-lived" } },
  );
  for (const url of fleet.gatewayUrls) {
    await eventually(async () => await ask(url, createApiKey.secret, "mock/demo") === 200, { timeoutMs: 5_000 });
  }
  await graphql(
    fleet,
    `mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename ... on Error { message } } }`,
    { input: { id: createApiKey.apiKey.id } },
  );
  for (const url of fleet.gatewayUrls) {
    await eventually(async () => await ask(url, createApiKey.secret, "mock/demo") === 401, { timeoutMs: 5_000 });
  }
}

/** Leaves the first gateway restarted and everything else down. */
async function outage(fleet: Fleet): Promise<void> {
  await fleet.controlPlane.kill();
  await fleet.redis.kill();
  for (const url of fleet.gatewayUrls) assert.equal(await ask(url, fleet.apiKey, "default"), 200);
  assert.equal(await fleet.gateways[0].stop(), 0);
  await fleet.gateways[0].start();
  assert.equal(await ask(fleet.gatewayUrls[0], fleet.apiKey, "converge-1", "during-the-outage"), 200);
  // Nobody can say that such a key does not exist: a 401 would send its owner looking for a mistake of theirs.
  assert.equal(await ask(fleet.gatewayUrls[0], `ppk_zzzzzzzzzzzz_${"a".repeat(43)}`, "default"), 503);
}

async function recovery(fleet: Fleet, project: { id: string }): Promise<void> {
  await fleet.redis.restart();
  await fleet.controlPlane.start();
  await eventually(
    async () => (await allLogs(fleet, project.id, "endUser")).some((log) => log.endUser === "during-the-outage"),
    { timeoutMs: 30_000 },
  );
  const ids = (await allLogs(fleet, project.id, "requestId")).map((log) => log.requestId);
  assert.equal(new Set(ids).size, ids.length, "a record arrived twice");
  await createRoute(fleet, project.id, "after-the-outage");
  await publish(fleet, (await firstProject(fleet)).tenantId);
  for (const url of fleet.gatewayUrls) {
    await eventually(async () => await ask(url, fleet.apiKey, "after-the-outage") === 200, { timeoutMs: 10_000 });
  }
}

async function createRoute(fleet: Fleet, projectId: string, name: string): Promise<void> {
  const { createRoute } = await graphql(
    fleet,
    `mutation ($input: CreateRouteInput!) {
      createRoute(input: $input) { __typename ... on Error { message } }
    }`,
    { input: { projectId, name, tree: { type: "target", provider: "mock", model: "demo" } } },
  );
  assert.equal(createRoute.__typename, "CreateRoutePayload", createRoute.message);
}

async function publish(fleet: Fleet, tenantId: string): Promise<void> {
  const { publishConfig } = await graphql(
    fleet,
    `mutation ($input: PublishConfigInput!) {
      publishConfig(input: $input) { __typename ... on Error { message } }
    }`,
    { input: { tenantId, message: "fleet test" } },
  );
  assert.equal(publishConfig.__typename, "PublishConfigPayload", publishConfig.message);
}

async function ask(url: string, apiKey: string, model: string, user?: string): Promise<number> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }], ...(user ? { user } : {}) }),
  });
  await response.body?.cancel();
  return response.status;
}
