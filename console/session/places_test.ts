import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { repositoryPath } from "../../tools/repository.ts";
import { projectParam, projectPath, sectionOf, sectionPath, SECTIONS, sectionsFor } from "./places.ts";
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

test("SECTIONS has a page for each of its rows, and a key that no other has", () => {
  for (const { section, of } of SECTIONS) {
    const folder = of === "tenant" ? "t/[tenant]" : "t/[tenant]/p/[project]";
    const page = Deno.statSync(repositoryPath(`console/routes/(app)/${folder}/${section}/index.tsx`));
    assert.ok(page.isFile, section);
  }
  assert.equal(new Set(SECTIONS.map(({ key }) => key)).size, SECTIONS.length);
});

test("sectionsFor() shows viewers no pages that would refuse them", () => {
  const shown = (role: string) => sectionsFor({ tenant: { ...tenant, role }, project }).map(({ section }) => section);
  assert.equal(shown("OWNER").length, SECTIONS.length);
  const hidden = SECTIONS.map(({ section }) => section).filter((section) => !shown("VIEWER").includes(section));
  assert.deepEqual(hidden, ["playground", "audit", "webhooks"]);
});
