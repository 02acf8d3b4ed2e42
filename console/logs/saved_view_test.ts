import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { exportHref } from "./export_href.ts";
import { filterChips } from "./filter_chips.ts";
import { filterConditions } from "./filter_conditions.ts";
import { readFilter, writeFilter } from "./filter_url.ts";
import type { LogFilter } from "./log_filter.ts";
import { viewContent, viewFilter } from "./saved_view.ts";

const NOW = Date.parse("2026-11-23T10:00:00Z");
const FILTER: LogFilter = {
  where: [{ field: "ATTEMPT_ERROR_CLASS", operator: "EQ", value: "OVERLOADED" }],
  outcome: ["failed", "denied"],
  model: "gpt-5",
  tag: { name: "team", value: "search" },
  stream: true,
  statusMin: 400,
  costMin: "10000000",
  since: "90m",
};

test("a view keeps a filter's demands as conditions, and gives them back as a text", () => {
  const content = viewContent(FILTER, { columns: [{ field: "TIME" }], nowMs: NOW });
  assert.deepEqual(content.range, { lastMinutes: 90 });
  assert.deepEqual(content.columns, [{ field: "TIME" }]);
  const address = writeFilter(viewFilter(content));
  assert.equal(
    address.get("q"),
    "outcome:failed,denied model:gpt-5 stream:yes tag.team:search status>=400 cost>=0.01 attempt_error_class:overloaded"
      .replace("stream:yes", "stream:true"),
  );
  assert.equal(address.get("since"), "90m");
  assert.deepEqual(filterConditions(readFilter(address).filter), content.where);
});

test("a view keeps a time with two ends, and says nothing of what it does not keep", () => {
  const { range } = viewContent({ from: "2026-11-23T09:00:00Z" }, { columns: null, nowMs: NOW });
  assert.deepEqual(range, { from: "2026-11-23T09:00:00Z", to: "2026-11-23T10:00:00.000Z" });
  assert.deepEqual(viewContent({}, { columns: null, nowMs: NOW }), {});
  for (const unknown of [null, {}, { where: "x" }]) assert.deepEqual(viewFilter(unknown), {});
});

test("filterChips() has a chip for each demand, each without it alone, and names for ids", () => {
  const chips = filterChips({ ...FILTER, key: "key-1" }, { "key-1": "Web shop" });
  assert.equal(chips.length, 9);
  assert.ok(chips.some(({ words }) => words === "API key: Web shop"));
  for (const { without } of chips) {
    assert.equal(filterChips(without).length, 8);
    assert.ok(!("where" in without) || without.where!.length > 0);
  }
});

test("exportHref() asks for the same records, with the time reckoned", () => {
  const url = new URL(exportHref("csv", { scope: { projectId: "p" }, filter: FILTER, nowMs: NOW }), "http://console");
  assert.equal(url.pathname, "/api/export/logs.csv");
  assert.equal(url.searchParams.get("from"), "2026-11-23T08:30:00.000Z");
  assert.deepEqual(JSON.parse(url.searchParams.get("where")!), filterConditions(FILTER));
});
