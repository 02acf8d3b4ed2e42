import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { startOperationWorld } from "../testing/operation_world.ts";

test("setLogRetention sets a retention no longer than the installation's, and takes it back", async () => {
  await using started = await startOperationWorld();
  const { world: { owner, tenantId, slug }, plane } = started;
  const days = async () =>
    (await owner.data("query ($slug: String!) { tenant(slug: $slug) { logRetentionDays } }", { slug })).tenant
      .logRetentionDays;
  assert.equal(await days(), 30);
  const set = await owner.mutate("setLogRetention", { tenantId, days: 7 }, "tenant { logRetentionDays }");
  assert.deepEqual([set.tenant.logRetentionDays, await days()], [7, 7]);
  const audit = await plane.db.auditEvent.findFirstOrThrow({ where: { action: "log_retention.update" } });
  assert.deepEqual([audit.before, audit.after], [{ logRetentionDays: null }, { logRetentionDays: 7 }]);
  for (const wrong of [0, -1, 31]) {
    const { setLogRetention } = await owner.data(
      `mutation ($input: SetLogRetentionInput!) { setLogRetention(input: $input) {
        __typename ... on ValidationError { issues { path } } } }`,
      { input: { tenantId, days: wrong } },
    );
    assert.deepEqual(setLogRetention.issues, [{ path: ["days"] }], `${wrong}`);
  }
  await owner.mutate("setLogRetention", { tenantId }, "tenant { logRetentionDays }");
  assert.equal(await days(), 30);
});
