import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { csvHref } from "./csv_href.ts";
import { DEFAULT_VIEW, toggleFilter } from "./dashboard_view.ts";
import { breakdownVariables, overviewVariables } from "./usage_variables.ts";

const PLACE = { tenantId: "t", tenantZone: "Europe/Berlin", nowMs: Date.parse("2026-11-26T10:20:30Z") };

test("csvHref() asks for the rows that the chart was asked for with", () => {
  const view = toggleFilter(toggleFilter(DEFAULT_VIEW, "model", "gpt-5"), "outcome", "failed");
  const params = paramsOf(csvHref(overviewVariables(view, PLACE)));
  assert.deepEqual(params, {
    tenantId: "t",
    from: "2026-11-25T11:00:00.000Z",
    to: "2026-11-26T11:00:00.000Z",
    bucket: "HOUR",
    latencies: "true",
    model: "gpt-5",
    outcome: "FAILED",
  });
  assert.equal(paramsOf(csvHref(overviewVariables({ ...view, range: "30d" }, PLACE))).timeZone, "Europe/Berlin");
});

test("csvHref() knows what is not kept of end users and tags, and that a file is of one project", () => {
  const users = paramsOf(csvHref(breakdownVariables({ ...DEFAULT_VIEW, by: "user" }, PLACE)!));
  assert.equal(users.bucket, "DAY");
  assert.equal(users.groupBy, "END_USER");
  assert.equal(users.latencies, undefined);
  const one = toggleFilter(DEFAULT_VIEW, "project", "p");
  assert.equal(paramsOf(csvHref(overviewVariables(one, PLACE))).projectId, "p");
  assert.equal(csvHref(overviewVariables(toggleFilter(one, "project", "q"), PLACE)), null);
  assert.equal(breakdownVariables({ ...DEFAULT_VIEW, by: "tag" }, PLACE), null);
});

function paramsOf(href: string | null): Record<string, string> {
  const url = new URL(href!, "http://localhost");
  assert.equal(url.pathname, "/api/export/usage.csv");
  return Object.fromEntries(url.searchParams);
}
