import assert from "node:assert/strict";
import { eventually } from "../testing/eventually.ts";
import { test } from "../testing/test.ts";
import { startTestControlPlane } from "./testing/test_control_plane.ts";

test("startControlPlane() seeds an empty database and answers the scripts' queries", async () => {
  await using plane = await startTestControlPlane();
  await plane.controlPlane.feedReady;
  const { viewer } = await plane.owner.data(`{
    viewer { id email tenants { edges { node { id slug name projects { edges { node { id name } } } } } } }
  }`);
  assert.equal(viewer.email, "owner@example.com");
  assert.equal(viewer.tenants.edges[0].node.slug, "default");
  assert.equal(viewer.tenants.edges[0].node.projects.edges[0].node.name, "Default");
  // The recorder comes to the stream by itself, and readiness tells when it has.
  await eventually(async () => {
    const ready = await fetch(`${plane.url}/readyz`);
    const report = await ready.json();
    assert.equal(ready.status, 200, JSON.stringify(report));
    return true;
  });
});
