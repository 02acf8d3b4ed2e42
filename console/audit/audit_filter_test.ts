import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { auditExportPath, auditInput, auditQueryOf, readAuditFilter } from "./audit_filter.ts";

const read = (query: string) => readAuditFilter(new URLSearchParams(query));

test("readAuditFilter() and auditQueryOf() are each other's way back", () => {
  const query = "?actor=VXNlcjox&action=policy.*&from=2026-11-01&text=a+b";
  assert.equal(auditQueryOf(read(query)), query);
  assert.equal(auditQueryOf(read(query), { action: "", text: "", actor: "", from: "" }), "");
  assert.equal(auditQueryOf(read(""), { targetKind: "Policy" }), "?targetKind=Policy");
});

test("auditInput() takes days in the tenant's zone, to the end of the last", () => {
  assert.deepEqual(auditInput(read("from=2026-11-01&to=2026-11-01&actorKind=TOKEN&action=x"), "Europe/Berlin"), {
    actorKind: "TOKEN",
    actions: ["x"],
    from: "2026-10-31T23:00:00.000Z",
    to: "2026-11-01T23:00:00.000Z",
  });
  assert.deepEqual(auditInput(read("from=yesterday&to=2026-02-31x&actorKind=GHOST"), "UTC"), {});
});

test("auditExportPath() asks for the same events as the page", () => {
  const at = auditExportPath("csv", "VGVuYW50OjE=", { filter: read("action=policy.*&to=2026-11-01"), timeZone: "UTC" });
  const url = new URL(at, "http://console.example.com");
  assert.equal(url.pathname, "/api/export/audit.csv");
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    tenantId: "VGVuYW50OjE=",
    action: "policy.*",
    to: "2026-11-02T00:00:00.000Z",
  });
});
