import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import type { SpendPeriod } from "../contracts/policy.ts";
import { SpendPeriods } from "./spend_period.ts";

const HOUR_MS = 3_600_000;

const TABLE: [name: string, zone: string, period: SpendPeriod, now: string, start: string, end: string][] = [
  ["a plain day", "UTC", "day", "2026-11-26T12:00Z", "2026-11-26T00:00Z", "2026-11-27T00:00Z"],
  ["the first moment of a day", "UTC", "day", "2026-11-26T00:00Z", "2026-11-26T00:00Z", "2026-11-27T00:00Z"],
  ["a leap February", "UTC", "month", "2028-02-29T23:59Z", "2028-02-01T00:00Z", "2028-03-01T00:00Z"],
  ["the turn of a year", "Asia/Tokyo", "month", "2026-12-31T15:00Z", "2026-12-31T15:00Z", "2027-01-31T15:00Z"],
  ["a day of 23 hours", "Europe/Berlin", "day", "2026-03-29T12:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z"],
  ["a day of 25 hours", "America/New_York", "day", "2026-11-01T12:00Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z"],
  ["a month with a change", "Europe/Berlin", "month", "2026-10-10T00:00Z", "2026-09-30T22:00Z", "2026-10-31T23:00Z"],
  ["an hour before a change", "Europe/Berlin", "hour", "2026-03-29T00:30Z", "2026-03-29T00:00Z", "2026-03-29T01:00Z"],
  ["an hour the first time", "America/New_York", "hour", "2026-11-01T05:30Z", "2026-11-01T05:00Z", "2026-11-01T06:00Z"],
  ["the same once more", "America/New_York", "hour", "2026-11-01T06:30Z", "2026-11-01T06:00Z", "2026-11-01T07:00Z"],
  ["half an hour off", "Asia/Kolkata", "hour", "2026-11-26T12:10Z", "2026-11-26T11:30Z", "2026-11-26T12:30Z"],
  ["a quarter off", "Asia/Kathmandu", "hour", "2026-11-26T12:20Z", "2026-11-26T12:15Z", "2026-11-26T13:15Z"],
  [
    "a half hour left out",
    "Australia/Lord_Howe",
    "hour",
    "2026-10-03T15:40Z",
    "2026-10-03T15:30Z",
    "2026-10-03T16:00Z",
  ],
  [
    "a half hour repeated",
    "Australia/Lord_Howe",
    "hour",
    "2026-04-04T15:10Z",
    "2026-04-04T15:00Z",
    "2026-04-04T15:30Z",
  ],
  ["no midnight", "America/Sao_Paulo", "day", "2018-11-04T12:00Z", "2018-11-04T03:00Z", "2018-11-05T02:00Z"],
  ["midnight twice", "America/Havana", "day", "2026-11-01T05:30Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z"],
  ["the day before a lost one", "Pacific/Apia", "day", "2011-12-30T09:59Z", "2011-12-29T10:00Z", "2011-12-30T10:00Z"],
  ["the day after a lost one", "Pacific/Apia", "day", "2011-12-30T10:00Z", "2011-12-30T10:00Z", "2011-12-31T10:00Z"],
  ["back past midnight", "America/St_Johns", "day", "2006-10-29T03:00Z", "2006-10-29T02:30Z", "2006-10-30T03:30Z"],
];

test("SpendPeriods.at() gives the calendar's hour, day or month", () => {
  for (const [name, zone, period, now, start, end] of TABLE) {
    const found = new SpendPeriods(zone).at(period, Date.parse(now));
    assert.deepEqual(found, { start: Date.parse(start), end: Date.parse(end) }, name);
  }
});

const ZONES = [
  "UTC",
  "America/New_York",
  "America/Havana",
  "America/Sao_Paulo",
  "Europe/Berlin",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "Asia/Pyongyang",
  "Asia/Tehran",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
];
const PERIODS: SpendPeriod[] = ["hour", "day", "month"];

/** Half of them within two days of a change of the clocks. */
const moments = fc.record({
  zone: fc.constantFrom(...ZONES),
  far: fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2045, 0) }),
  near: fc.option(fc.integer({ min: -48 * HOUR_MS, max: 48 * HOUR_MS })),
}).map(({ zone, far, near }) => {
  const change = Temporal.Instant.fromEpochMilliseconds(far).toZonedDateTimeISO(zone).getTimeZoneTransition("next");
  return { zone, nowMs: near === null || change === null ? far : change.epochMilliseconds + near };
});

test("SpendPeriods.at() leaves no gap and no overlap", () => {
  fc.assert(fc.property(moments, fc.constantFrom(...PERIODS), ({ zone, nowMs }, period) => {
    const { start, end } = new SpendPeriods(zone).at(period, nowMs);
    assert.ok(start <= nowMs && nowMs < end);
    assert.deepEqual(new SpendPeriods(zone).at(period, start), { start, end });
    assert.deepEqual(new SpendPeriods(zone).at(period, end - 1), { start, end });
    assert.equal(new SpendPeriods(zone).at(period, end).start, end);
    assert.equal(new SpendPeriods(zone).at(period, start - 1).end, start);
  }));
});

test("SpendPeriods.at() changes where the wall clock does, as Intl tells it", () => {
  fc.assert(
    fc.property(
      moments,
      fc.constantFrom(...PERIODS),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (moment, period, share) => {
        const { start, end } = new SpendPeriods(moment.zone).at(period, moment.nowMs);
        const read = wallClock(moment.zone, period);
        const label = read(start);
        assert.equal(read(Math.floor(start + share * (end - 1 - start))), label);
        assert.equal(read(end - 1), label);
        assert.notEqual(read(start - 1), label);
        assert.notEqual(read(end), label);
      },
    ),
  );
});

/** What a clock on the wall shows of a moment; for an hour also how far it is from UTC, which tells repeated ones apart. */
function wallClock(timeZone: string, period: SpendPeriod): (ms: number) => string {
  const upToDay: Intl.DateTimeFormatOptions = { timeZone, year: "numeric", month: "numeric" };
  const options: Record<SpendPeriod, Intl.DateTimeFormatOptions> = {
    month: upToDay,
    day: { ...upToDay, day: "numeric" },
    hour: { ...upToDay, day: "numeric", hour: "numeric", hourCycle: "h23", timeZoneName: "longOffset" },
  };
  const format = new Intl.DateTimeFormat("en", options[period]);
  return (ms) => format.format(ms);
}

test("SpendPeriods.at() gives the same object while the period lasts, whichever periods were asked for between", () => {
  const periods = new SpendPeriods("Europe/Berlin");
  const nowMs = Date.parse("2026-11-26T12:00Z");
  const day = periods.at("day", nowMs);
  periods.at("hour", nowMs);
  periods.at("month", nowMs);
  assert.equal(periods.at("day", nowMs + HOUR_MS), day);
  assert.notDeepEqual(periods.at("day", nowMs + 24 * HOUR_MS), day);
  assert.deepEqual(periods.at("day", nowMs), day);
});

test("SpendPeriods refuses what is no time zone", () => {
  assert.throws(() => new SpendPeriods("Europe/Atlantis"), RangeError);
});
