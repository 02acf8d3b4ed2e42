import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { instantOfLocal, localTime } from "./zoned_time.ts";

test("instantOfLocal() gives the moment that the zone's clocks show", () => {
  const cases: [local: string, zone: string, instant: string | null][] = [
    ["2026-11-23T10:00", "UTC", "2026-11-23T10:00:00.000Z"],
    ["2026-11-23T10:00:30", "Europe/Berlin", "2026-11-23T09:00:30.000Z"],
    ["2026-07-01T10:00", "Europe/Berlin", "2026-07-01T08:00:00.000Z"],
    ["2026-11-23T10:00", "Asia/Kolkata", "2026-11-23T04:30:00.000Z"],
    ["2026-11-23T10:00", "Pacific/Kiritimati", "2026-11-22T20:00:00.000Z"],
    // Shown twice: the first. Skipped: as long after the skip.
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
    ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00.000Z"],
    ["2026-02-31T10:00", "UTC", null],
    ["2026-11-23", "UTC", null],
    ["soon", "UTC", null],
  ];
  for (const [local, zone, instant] of cases) {
    const ms = instantOfLocal(local, zone);
    assert.equal(ms === null ? null : new Date(ms).toISOString(), instant, `${local} ${zone}`);
  }
});

test("localTime() shows the moment that instantOfLocal() was given", () => {
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu");
  fc.assert(fc.property(fc.integer({ min: 0, max: 4e9 }), zones, (seconds, zone) => {
    const local = localTime(seconds * 1_000, zone);
    assert.equal(localTime(instantOfLocal(local, zone)!, zone), local);
  }));
});
