import assert from "node:assert/strict";
import { configRevision } from "../../shared/contracts/config_revision.ts";
import { eventually } from "../../testing/eventually.ts";
import { test } from "../../testing/test.ts";
import { decodeAnyGlobalId } from "../graphql/global_id.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";
import { makeOperationWorld, startOperationWorld, TENANT_POLICY } from "../testing/operation_world.ts";

test("publishConfig() delivers policies to gateways, and an installation begins without any", async () => {
  await using plane = await startTestControlPlane();
  const { document: seeded } = await plane.db.revision.findFirstOrThrow();
  assert.deepEqual((seeded as { policies: unknown }).policies, []);
  const world = await makeOperationWorld(plane);
  const { owner, tenantId, projectId } = world;
  await owner.mutate("archivePolicy", { id: world.policyId });
  const differs = async () =>
    (await owner.data(`{ tenant(slug: "${world.slug}") { draftDiffers } }`)).tenant.draftDiffers;
  const publish = async () =>
    (await owner.mutate("publishConfig", { tenantId }, "revision { number document }")).revision;
  await publish();
  assert.equal(await differs(), false);

  const limits = [{ type: "SPEND", period: "DAY", maxNanoUsd: "1000000000" }, { type: "TOKENS_PER_MINUTE", max: 9 }];
  const scope = { type: "END_USER", projectId };
  const input = { tenantId, name: "Users", ...TENANT_POLICY, scope, limits, onLimiterLoss: "LOCAL_SLICE" };
  const { policy } = await owner.mutate("createPolicy", input, "policy { id }");
  assert.equal(await differs(), true);
  const { number, document } = await publish();
  const expected = {
    id: decodeAnyGlobalId(policy.id).id,
    name: "Users",
    scope: { type: "end_user", projectId: decodeAnyGlobalId(projectId).id },
    limits: [{ type: "spend", period: "day", maxNanoUsd: 1_000_000_000 }, { type: "tokens_per_minute", max: 9 }],
    assumedOutputTokens: 1_024,
    action: "block",
    onLimiterLoss: "local_slice",
  };
  assert.deepEqual(document.policies, [expected]);
  assert.equal(await differs(), false);
  const delivered = await eventually(async () => {
    const answer = await plane.transport.configFeed.get(world.tenantUuid);
    const revision = answer.state === "found" ? configRevision.safeParse(answer.value).data : undefined;
    return revision?.number === number ? revision : null;
  });
  assert.deepEqual(delivered.policies, [expected]);

  await owner.mutate("updatePolicy", { id: policy.id, warnAtPercent: [75] });
  assert.equal(await differs(), false, "warnings are no part of a revision");
  await owner.mutate("updatePolicy", { id: policy.id, action: "OBSERVE" });
  assert.equal(await differs(), true);
  await owner.mutate("archivePolicy", { id: policy.id });
  assert.deepEqual((await publish()).document.policies, []);
});

test("publishConfig() leaves out policies of archived projects and revoked keys", async () => {
  await using made = await startOperationWorld();
  const { owner, tenantId, fresh, name, projectId, apiKeyId } = made.world;
  const [archived, revoked] = [await fresh.projectId(), await fresh.apiKeyId()];
  const scopes = [
    { type: "PROJECT", projectId },
    { type: "API_KEY", apiKeyId },
    { type: "API_KEY" },
    { type: "PROJECT", projectId: archived },
    { type: "MODEL", model: "m", projectId: archived },
    { type: "API_KEY", apiKeyId: revoked },
  ];
  for (const scope of scopes) {
    const answer = await owner.mutate("createPolicy", { tenantId, name: name(), ...TENANT_POLICY, scope });
    assert.equal(answer.code, undefined);
  }
  const published = async () => {
    const { revision } = await owner.mutate("publishConfig", { tenantId }, "revision { document }");
    return revision.document.policies.map(({ scope }: { scope: { type: string } }) => scope.type);
  };
  assert.deepEqual(await published(), ["tenant", "project", "api_key", "api_key", "project", "model", "api_key"]);
  await owner.mutate("archiveProject", { id: archived });
  await owner.mutate("revokeApiKey", { id: revoked });
  assert.deepEqual(await published(), ["tenant", "project", "api_key", "api_key"]);
});
