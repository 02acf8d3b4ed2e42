import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import {
  BREAKDOWNS,
  type DashboardView,
  DEFAULT_VIEW,
  METRICS,
  OUTCOMES,
  type RangeName,
  RANGES,
  toggleFilter,
} from "./dashboard_view.ts";
import { readView, viewHref, writeView } from "./view_url.ts";

const read = (query: string) => readView(new URLSearchParams(query));

test("readView() gives the view that writeView() was given", () => {
  const text = fc.string({ maxLength: 12 }).map((one) => one.trim()).filter((one) => one !== "-");
  const values = fc.uniqueArray(text, { maxLength: 3 });
  const moment = fc.integer({ min: 0, max: 2e9 }).map((seconds) => new Date(seconds * 1_000).toISOString());
  const span = fc.oneof(
    fc.record({
      range: fc.constantFrom(...Object.keys(RANGES) as RangeName[]),
      from: fc.constant(null),
      to: fc.constant(null),
    }),
    fc.tuple(moment, fc.integer({ min: 1, max: 1_000 })).map(([from, hours]) => ({
      range: null,
      from,
      to: new Date(Date.parse(from) + hours * 3_600_000).toISOString(),
    })),
  );
  const ids = fc.uniqueArray(text.filter((id) => id !== ""), { maxLength: 3 });
  const filter = fc.record({
    project: ids,
    key: ids,
    model: values,
    provider: values,
    route: values,
    outcome: fc.uniqueArray(fc.constantFrom(...OUTCOMES)),
    error: values,
  }, { noNullPrototype: true });
  const rest = fc.record({
    zone: fc.constantFrom(null, "UTC", "Europe/Berlin"),
    compare: fc.boolean(),
    filter,
    by: fc.constantFrom(...BREAKDOWNS),
    metric: fc.constantFrom(...METRICS),
    tables: fc.boolean(),
  });
  fc.assert(fc.property(span, rest, text, (span, rest, tag) => {
    const view: DashboardView = { ...span, ...rest, tag: rest.by === "tag" ? tag : "" };
    assert.deepEqual(readView(writeView(view)), { view, problems: [] });
  }));
});

test("writeView() leaves out what goes without saying", () => {
  assert.equal(viewHref("/t/acme/dashboard", DEFAULT_VIEW), "/t/acme/dashboard");
  const view = toggleFilter({ ...DEFAULT_VIEW, range: "7d" }, "model", "gpt-5");
  assert.equal(viewHref("/d", view), "/d?range=7d&model=gpt-5");
  assert.equal(viewHref("/d", toggleFilter(view, "model", "gpt-5")), "/d?range=7d");
  assert.equal(viewHref("/d", toggleFilter(view, "model", "")), "/d?range=7d&model=gpt-5&model=-");
});

test("readView() takes what the form sends: empty fields, times of a zone, and the range where there are none", () => {
  const form = "from=2026-11-23T10:00&to=2026-11-24T10:00&in=Europe/Berlin&zone=&model=&provider=+openai+&preset=7d";
  assert.deepEqual(read(form).view, {
    ...DEFAULT_VIEW,
    range: null,
    from: "2026-11-23T09:00:00.000Z",
    to: "2026-11-24T09:00:00.000Z",
    filter: { ...DEFAULT_VIEW.filter, provider: ["openai"] },
  });
  assert.equal(read("from=&to=&in=UTC&preset=7d").view.range, "7d");
});

test("readView() says what it cannot use, and uses the rest", () => {
  const cases: [query: string, problem: RegExp][] = [
    ["range=1y", /no range “1y”/],
    ["from=2026-11-23T10:00Z", /beginning and an end/],
    ["from=2026-11-23T10:00Z&to=2026-11-23T10:00Z", /not later/],
    ["from=2020-11-23T10:00Z&to=2026-11-23T10:00Z", /three years/],
    ["zone=Mars/Olympus", /no time zone/],
    ["outcome=lost", /An outcome is one of completed/],
  ];
  for (const [query, problem] of cases) {
    const { view, problems } = read(`${query}&model=gpt-5`);
    assert.match(problems.join(), problem, query);
    assert.deepEqual(view, { ...DEFAULT_VIEW, filter: { ...DEFAULT_VIEW.filter, model: ["gpt-5"] } }, query);
  }
});
