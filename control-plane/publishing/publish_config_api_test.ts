import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { eventually } from "../../testing/eventually.ts";
import { startTestControlPlane } from "../testing/test_control_plane.ts";

const TENANT = `{
  viewer { tenants { edges { node {
    id draftDiffers projects { edges { node { id } } }
    currentRevision { number hash message publishedBy { email } }
    revisions(first: 2) { edges { node { id number message publishedAt document } } pageInfo { hasNextPage } }
  } } } }
}`;

test("publishConfig() publishes what was changed, lists it, and gateways are told", async () => {
  await using plane = await startTestControlPlane();
  const read = async () => (await plane.owner.data(TENANT)).viewer.tenants.edges[0].node;
  const { id: tenantId, projects, currentRevision, draftDiffers } = await read();
  assert.equal(draftDiffers, false);
  assert.deepEqual([currentRevision.number, currentRevision.publishedBy], [1, null]);
  const projectId = projects.edges[0].node.id;
  const publish = (input: Record<string, unknown>) =>
    plane.owner.mutate("publishConfig", { tenantId, ...input }, "revision { number hash message } changed");

  assert.deepEqual(await publish({}), {
    __typename: "PublishConfigPayload",
    revision: { number: 1, hash: currentRevision.hash, message: "First revision" },
    changed: false,
  });
  const tree = { type: "target", provider: "mock", model: "m" };
  await plane.owner.mutate("createRoute", { projectId, name: "smart", tree });
  assert.equal((await read()).draftDiffers, true);
  const { revision, changed } = await publish({ message: "smart route", baseRevision: 1 });
  assert.deepEqual([revision.number, revision.message, changed], [2, "smart route", true]);
  assert.equal((await publish({ baseRevision: 1 })).code, "CONFLICT");
  const tooLong = await publish({ message: "x".repeat(501) });
  assert.deepEqual([tooLong.code, tooLong.issues[0].path], ["VALIDATION", ["message"]]);

  const after = await read();
  assert.equal(after.draftDiffers, false);
  assert.deepEqual(after.currentRevision, {
    number: 2,
    hash: revision.hash,
    message: "smart route",
    publishedBy: { email: "owner@example.com" },
  });
  assert.deepEqual(after.revisions.edges.map((edge: { node: { number: number } }) => edge.node.number), [2, 1]);
  assert.equal(after.revisions.edges[0].node.document.routes.length, 2);
  const { id } = await plane.db.tenant.findFirstOrThrow();
  await eventually(async () => {
    const answer = await plane.transport.configFeed.get(id);
    return answer.state === "found" && (answer.value as { number: number }).number === 2;
  });
});
