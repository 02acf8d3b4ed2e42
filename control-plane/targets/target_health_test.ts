import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { encodeGlobalId } from "../graphql/global_id.ts";
import { makeOperationWorld } from "../testing/operation_world.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";
import { sampleId } from "../../shared/transport/contract/samples.ts";

const QUERY = `query ($id: ID!) {
  targetHealth(tenantId: $id) {
    targets { provider model state errorClass attempts failures since until reportedAt gateway }
    coolingKeys { provider key { id hint } credentialId model errorClass until gateway }
  }
}`;

test("targetHealth tells a tenant's targets in trouble, what they were, and its keys that cool", async () => {
  await using plane = await startTestControlPlane();
  const world = await makeOperationWorld(plane);
  const board = plane.transport.breakerBoard;
  const tenantId = world.tenantUuid;
  const provider = await plane.db.provider.create({ data: { tenantId, name: "cooled", kind: "OPENAI" } });
  const sealed = { ciphertext: new Uint8Array(1), wrappedKey: new Uint8Array(1), masterKeyId: "k1" };
  const key = await plane.db.credential.create({
    data: { tenantId, providerId: provider.id, hint: "wxyz", ...sealed },
  });
  const origin = { instance: "gateway-a", tenantId, provider: "openai", providerKind: "openai" } as const;
  const circuit = { type: "circuit", ...origin, attempts: 10, failures: 6, troubledMs: 0 } as const;
  const overloaded = { ...circuit, state: "open", errorClass: "overloaded" } as const;
  const { notices: none } = (await board.read(null))!;
  assert.deepEqual(none, []);
  await board.publish({ ...overloaded, model: "waiting" }, 0);
  await board.publish({ ...overloaded, model: "open", troubledMs: 60_000 }, 30_000);
  await board.publish({ ...circuit, model: "well", state: "closed", errorClass: "timeout" }, 0);
  await board.publish({ ...overloaded, tenantId: sampleId(99), model: "another tenant's" }, 30_000);
  const cooling = { type: "cooling", ...origin, provider: "cooled" } as const;
  await board.publish({ ...cooling, credentialId: key.id, model: "gpt-4o", errorClass: "rate_limited" }, 20_000);
  await board.publish({ ...cooling, credentialId: sampleId(5), model: null, errorClass: "authentication" }, 90_000);

  const nowMs = Date.now();
  const { data } = await plane.owner.send(QUERY, { id: world.tenantId });
  const { targets, coolingKeys } = data!.targetHealth;
  const [well, open, waiting] = targets;
  assert.deepEqual(targets.map((one: { model: string; state: string }) => [one.model, one.state]), [
    ["well", "CLOSED"],
    ["open", "OPEN"],
    ["waiting", "HALF_OPEN"],
  ]);
  assert.deepEqual([open.provider, open.errorClass, open.attempts, open.failures, open.gateway], [
    "openai",
    "overloaded",
    10,
    6,
    "gateway-a",
  ]);
  const isNear = (time: string, expectedMs: number) => Math.abs(Date.parse(time) - expectedMs) < 5_000;
  assert.ok(isNear(open.since, nowMs - 60_000) && isNear(open.until, nowMs + 30_000), JSON.stringify(open));
  assert.ok(isNear(waiting.until, nowMs) && isNear(waiting.reportedAt, nowMs));
  assert.equal(well.until, null);
  assert.deepEqual(
    coolingKeys.map(({ until: _, ...rest }: { until: string }) => rest),
    [
      {
        provider: "cooled",
        key: null,
        credentialId: sampleId(5),
        model: null,
        errorClass: "authentication",
        gateway: "gateway-a",
      },
      {
        provider: "cooled",
        key: { id: encodeGlobalId("ProviderKey", key.id), hint: "wxyz" },
        credentialId: key.id,
        model: "gpt-4o",
        errorClass: "rate_limited",
        gateway: "gateway-a",
      },
    ],
  );
  assert.ok(isNear(coolingKeys[1].until, nowMs + 20_000));
});
