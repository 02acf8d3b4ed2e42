import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { configContent, configRevision } from "../contracts/config_revision.ts";
import { hashConfigContent, hashRevisionDocument } from "./revision_hash.ts";

const content = configContent.parse({
  schema: 1,
  tenantId: "01980000-0000-7000-8000-000000000001",
  timeZone: "Europe/Berlin",
  projects: [{ id: "01980000-0000-7000-8000-000000000002", name: "Default", allowDirectModels: true }],
  routes: [],
  policies: [],
  providers: [],
  priceOverrides: [{
    provider: null,
    model: "m",
    inputPerMillionUsd: 1.25,
    outputPerMillionUsd: 10,
    cacheReadPerMillionUsd: null,
    cacheWritePerMillionUsd: null,
  }],
  priceBookDigest: "test",
});

test("hashConfigContent() gives the hash that is already out in the world", () => {
  // A change here would make every gateway refuse what older control planes published.
  assert.equal(hashConfigContent(content), "1b665057ede5fd35dfb88b8f65a2906cef41aeb9d33c8337b74f6ec4514cc0b2");
});

test("hashConfigContent() differs when any field differs", () => {
  const hash = hashConfigContent(content);
  assert.notEqual(hashConfigContent({ ...content, timeZone: "UTC" }), hash);
  assert.notEqual(hashConfigContent({ ...content, projects: [] }), hash);
});

test("hashRevisionDocument() gives the content's hash whatever number and time the revision has", () => {
  const hash = hashConfigContent(content);
  const revision = configRevision.parse({ ...content, number: 7, hash, publishedAt: 1_700_000_000_000 });
  assert.equal(hashRevisionDocument(JSON.parse(JSON.stringify(revision))), hash);
});

test("hashRevisionDocument() notices a field that nobody knows", () => {
  const hash = hashConfigContent(content);
  assert.notEqual(hashRevisionDocument({ ...content, number: 1, hash, publishedAt: 0, smuggled: true }), hash);
});
