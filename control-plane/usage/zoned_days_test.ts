import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { daysBefore, endOfDay, startOfDay, startsOnWholeHours } from "./zoned_days.ts";

const at = (text: string) => Date.parse(text);

test("startOfDay() and endOfDay() give the zone's days whole", () => {
  const berlin = "Europe/Berlin";
  assert.equal(startOfDay(at("2026-01-31T12:00:00Z"), berlin), at("2026-01-30T23:00:00Z"));
  assert.equal(endOfDay(at("2026-01-31T12:00:00Z"), berlin), at("2026-01-31T23:00:00Z"));
  assert.equal(endOfDay(at("2026-01-31T23:00:00Z"), berlin), at("2026-01-31T23:00:00Z"));
  // The clocks go forward: a day of 23 hours.
  assert.equal(
    endOfDay(at("2026-03-29T12:00:00Z"), berlin) - startOfDay(at("2026-03-29T12:00:00Z"), berlin),
    82_800_000,
  );
});

test("daysBefore() counts days, not hours", () => {
  const range = { fromMs: at("2026-03-28T23:00:00Z"), toMs: at("2026-03-30T22:00:00Z") };
  assert.equal(daysBefore(range, "Europe/Berlin"), at("2026-03-26T23:00:00Z"));
});

test("startsOnWholeHours() tells zones that cut hours", () => {
  const range = { fromMs: at("2026-03-01T00:00:00Z"), toMs: at("2026-04-30T00:00:00Z") };
  assert.equal(startsOnWholeHours(range, "Europe/Berlin"), true);
  assert.equal(startsOnWholeHours(range, "Asia/Kolkata"), false);
  assert.equal(startsOnWholeHours(range, "UTC"), true);
});
