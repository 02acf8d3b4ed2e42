import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { formatTime } from "./format_time.ts";

test("formatTime() shows a moment in a zone, and says when that is UTC", () => {
  const date = new Date("2026-11-23T23:05:09.007Z");
  const table = [
    ["UTC", "millisecond", "2026-11-23 23:05:09.007 UTC"],
    ["UTC", "day", "2026-11-23"],
    ["Europe/Vienna", "second", "2026-11-24 00:05:09"],
    ["Europe/Vienna", "minute", "2026-11-24 00:05"],
    ["America/New_York", "clock", "18:05:09.007"],
  ] as const;
  for (const [zone, format, text] of table) assert.equal(formatTime(date, zone, format), text);
});
