import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { readExpiry } from "./key_expiry.ts";

const NOW = Date.UTC(2026, 10, 23, 12);

test("readExpiry() reckons days from now and dates to their end in UTC", () => {
  for (
    const [choice, date, expected] of [
      ["never", "2026-01-01", null],
      ["30", "", "2026-12-23T12:00:00.000Z"],
      ["365", "", "2027-11-23T12:00:00.000Z"],
      ["date", "2026-11-23", "2026-11-23T23:59:59.999Z"],
      ["date", "2028-02-29", "2028-02-29T23:59:59.999Z"],
    ] as const
  ) assert.deepEqual(readExpiry(choice, date, NOW), { kind: "expiry", at: expected }, `${choice} ${date}`);
});

test("readExpiry() refuses what is no choice, no date, or past", () => {
  for (
    const [choice, date] of [["31", ""], ["", ""], ["date", ""], ["date", "2026-11-22"], ["date", "2026-02-31x"], [
      "date",
      "2026-13-01",
    ]] as const
  ) assert.equal(readExpiry(choice, date, NOW).kind, "invalid", `${choice} ${date}`);
});
