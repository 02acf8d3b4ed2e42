import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { projectParam, projectPath, sectionOf, sectionPath } from "./places.ts";
import type { Tenant } from "./viewer.ts";

const project = { id: "UHJvamVjdDox+/==", name: "Default" };
const tenant: Tenant = { id: "t", slug: "acme", name: "Acme", timeZone: "UTC", role: "OWNER", projects: [project] };

test("projectPath() names the project by an id that needs no escaping", () => {
  assert.equal(projectParam(project.id), "UHJvamVjdDox-_");
  assert.equal(projectPath(tenant, project), "/t/acme/p/UHJvamVjdDox-_");
});

test("sectionPath() leads to the tenant's and the project's pages", () => {
  assert.equal(sectionPath("logs", { tenant, project }), "/t/acme/p/UHJvamVjdDox-_/logs");
  assert.equal(sectionPath("providers", { tenant, project: null }), "/t/acme/providers");
  assert.equal(sectionPath("keys", { tenant, project: null }), null);
});

test("sectionOf() tells the page of an address", () => {
  const table = {
    "/t/a/p/x/logs": "logs",
    "/t/a/p/x/logs/1": "logs",
    "/t/a/providers": "providers",
    "/t/logs": null,
    "/": null,
  };
  for (const [path, section] of Object.entries(table)) assert.equal(sectionOf(path), section, path);
});
