import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { readFilter } from "./filter_url.ts";
import { olderThanRow } from "./older_page.ts";

test("olderThanRow() takes in the row's own millisecond and keeps the rest of the filter", () => {
  const nowMs = Date.parse("2026-11-23T12:00:00.000Z");
  const query = new URLSearchParams("outcome=failed&since=24h&after=abc");
  const params = olderThanRow(query, { ts: "2026-11-23T10:00:00.123Z" }, nowMs);
  assert.deepEqual(readFilter(params), {
    filter: { outcome: ["failed"], from: "2026-11-22T12:00:00Z", to: "2026-11-23T10:00:00.124Z" },
    problems: [],
  });
  assert.equal(params.has("after"), false);
});
