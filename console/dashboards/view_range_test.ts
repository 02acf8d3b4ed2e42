import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type DashboardView, DEFAULT_VIEW } from "./dashboard_view.ts";
import { viewRange } from "./view_range.ts";

const NOW_MS = Date.parse("2026-11-26T10:20:30Z");
const rangeOf = (view: Partial<DashboardView>, tenantZone = "UTC") =>
  viewRange({ ...DEFAULT_VIEW, ...view }, { nowMs: NOW_MS, tenantZone });
const iso = (ms: number | undefined) => new Date(ms ?? NaN).toISOString();

test("viewRange() cuts short times into hours, up to the end of the one that is under way", () => {
  const day = rangeOf({ range: "24h" });
  assert.equal(day.bucket, "HOUR");
  assert.equal(day.startsMs.length, 24);
  assert.equal(iso(day.startsMs[0]), "2026-11-25T11:00:00.000Z");
  assert.equal(iso(day.toMs), "2026-11-26T11:00:00.000Z");
  assert.equal(day.endMs, day.toMs);
  assert.equal(rangeOf({ range: "6h" }).startsMs.length, 6);
  assert.equal(rangeOf({ range: "7d" }).startsMs.length, 168);
});

test("viewRange() cuts long times into days of the team's zone, those with 23 and 25 hours too", () => {
  const month = rangeOf({ range: "30d" }, "Europe/Berlin");
  assert.deepEqual([month.bucket, month.timeZone, month.startsMs.length], ["DAY", "Europe/Berlin", 30]);
  assert.equal(iso(month.startsMs.at(-1)), "2026-11-25T23:00:00.000Z");
  assert.equal(iso(month.endMs), "2026-11-26T23:00:00.000Z");
  const autumn = rangeOf({ range: null, from: "2026-10-18T00:00:00Z", to: "2026-11-01T00:00:00Z" }, "Europe/Berlin");
  const lengths = autumn.startsMs.map((ms, index) => ((autumn.startsMs[index + 1] ?? autumn.endMs) - ms) / 3_600_000);
  assert.deepEqual(lengths.filter((hours) => hours !== 24), [25]);
});

test("viewRange() takes days of UTC where the API sums up none of the zone", () => {
  // Half an hour beside UTC; more days than hours are kept of; and hours that are gone.
  assert.equal(rangeOf({ range: "30d", zone: "Asia/Kolkata" }).timeZone, null);
  assert.equal(rangeOf({ range: "90d" }, "Europe/Berlin").timeZone, null);
  const old = rangeOf({ range: null, from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" }, "Europe/Berlin");
  assert.deepEqual([old.bucket, old.timeZone, old.startsMs.length], ["DAY", null, 1]);
});

test("viewRange() gives a part of an hour whole", () => {
  const part = rangeOf({ range: null, from: "2026-11-26T08:10:00Z", to: "2026-11-26T08:20:00Z" });
  assert.deepEqual(part.startsMs.map(iso), ["2026-11-26T08:00:00.000Z"]);
  assert.equal(iso(part.endMs), "2026-11-26T09:00:00.000Z");
});
