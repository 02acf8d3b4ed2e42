import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { issueHref, subjectHref } from "./object_links.ts";

const projects = [{ id: "UDox", name: "Chat" }, { id: "UDoy", name: "Batch" }];
const places = { tenantPath: "/t/acme", projects };
const routes = [
  { id: "Ujox", name: "smart", projectId: "UDox" },
  { id: "Ujoy", name: "smart", projectId: "UDoy" },
];

test("subjectHref() leads to an object's page, and nowhere for what has none", () => {
  const subject = { type: "ROUTE" as const, id: "Ujox", name: "smart", project: "Chat" };
  assert.equal(subjectHref(subject, places), "/t/acme/p/UDox/routes/Ujox");
  assert.equal(subjectHref({ ...subject, project: "Gone" }, places), null);
  assert.equal(subjectHref({ ...subject, type: "POLICY", id: "UG9s+/8=" }, places), "/t/acme/policies/UG9s-_8");
});

test("issueHref() leads to the route that the sentence means", () => {
  const issue = { path: ["routes", "smart", "tree", "provider"], message: "no provider 'x' (of project 'Batch')" };
  assert.equal(issueHref(issue, { ...places, routes, changes: [] }), "/t/acme/p/UDoy/routes/Ujoy");
  assert.equal(issueHref({ ...issue, message: "?" }, { ...places, routes, changes: [] }), "/t/acme/p/UDox/routes/Ujox");
  assert.equal(
    issueHref({ path: ["policies", "x"], message: "" }, { ...places, routes, changes: [] }),
    "/t/acme/policies",
  );
});
