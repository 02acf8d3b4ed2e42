import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { startOperationWorld, TENANT_POLICY } from "./testing/operation_world.ts";

const USAGE = `query ($tenantId: ID!, $from: DateTime!, $to: DateTime!, $filter: UsageFilter) {
  usageSeries(tenantId: $tenantId, from: $from, to: $to, bucket: DAY, filter: $filter) { group }
}`;
const RECONCILIATION = `query ($tenantId: ID!, $day: String!, $after: String) {
  budgetReconciliation(tenantId: $tenantId, day: $day, after: $after) { cost { requests } edges { node { period } } }
}`;
const usage = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };

test("what Postgres refuses is refused before it, as the caller's mistake", async (t) => {
  await using started = await startOperationWorld();
  const { world: { owner, tenantId, projectId } } = started;
  const queries: [string, string, object][] = [
    ["a NUL in a filter", USAGE, { ...usage, filter: { model: "a\0b" } }],
    ["the year 0", USAGE, { from: "0000-01-01T00:00:00Z", to: "0000-02-01T00:00:00Z" }],
    ["the year 10000", USAGE, { from: "9999-12-01T00:00:00Z", to: "9999-12-31T12:00:00Z" }],
    ["a day beyond the year 9999", USAGE, { ...usage, to: "9999-12-31T23:00:00-23:00" }],
    ["a day of the year 0", RECONCILIATION, { day: "0000-01-01" }],
    ["a day that ends in the year 10000", RECONCILIATION, { day: "9999-12-31" }],
    ["a NUL in a cursor", RECONCILIATION, { day: "2026-01-01", after: btoa("budget:1:a%00b") }],
    ["half a character in a cursor", RECONCILIATION, { day: "2026-01-01", after: btoa("budget:1:%") }],
  ];
  for (const [name, query, variables] of queries) {
    await t.step(name, async () => {
      const { errors } = await owner.send(query, { tenantId, ...variables });
      assert.equal(errors?.[0]?.extensions.code, "VALIDATION", JSON.stringify(errors));
    });
  }
  const model = { type: "MODEL", model: "a\0b" };
  const limits = [{ type: "ALLOWED_MODELS", models: ["a\0b"] }];
  const url = "http://receiver.test/";
  const events = ["BUDGET_THRESHOLD_REACHED"];
  const mutations: [string, object, string][] = [
    ["eraseEndUser", { tenantId, endUser: "a\0b", confirmEndUser: "a\0b" }, "endUser"],
    ["createPolicy", { tenantId, name: "a", ...TENANT_POLICY, scope: model }, "scope"],
    ["createPolicy", { tenantId, name: "b", ...TENANT_POLICY, limits }, "limits"],
    ["createApiKey", { projectId, name: "c", limits }, "limits"],
    ["createWebhookEndpoint", { tenantId, url, events, description: "a\0b" }, "description"],
    ["createWebhookEndpoint", { tenantId, url: `${url}?\0`, events }, "url"],
  ];
  for (const [name, input, path] of mutations) {
    await t.step(`a NUL in ${path} of ${name}`, async () => {
      const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
      const query =
        `mutation ($input: ${type}!) { result: ${name}(input: $input) { ... on ValidationError { code issues { path } } } }`;
      const { data, errors } = await owner.send(query, { input });
      assert.equal(data?.result?.code, "VALIDATION", JSON.stringify(errors));
      assert.equal(data.result.issues[0].path[0], path);
    });
  }
});

test("a document cannot ask for the same costly thing dozens of times", async (t) => {
  await using started = await startOperationWorld();
  const { world: { owner, tenantId, fresh } } = started;
  const id = await fresh.webhookEndpointId();
  const fields: [string, string][] = [
    ["query", `budgetReconciliation(tenantId: "${tenantId}", day: "2026-01-01") { cost { requests } }`],
    ["mutation", `repairBudgets(input: { tenantId: "${tenantId}", day: "2026-01-01" }) { __typename }`],
    ["mutation", `testWebhook(input: { id: "${id}" }) { __typename }`],
  ];
  for (const [operation, field] of fields) {
    await t.step(field.slice(0, field.indexOf("(")), async () => {
      const many = Array.from({ length: 25 }, (_, n) => `f${n}: ${field}`).join("\n");
      const { errors } = await owner.send(`${operation} { ${many} }`);
      assert.match(errors?.[0]?.message ?? "", /costs \d+; 100000 are allowed/);
    });
  }
});
