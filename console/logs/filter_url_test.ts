import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { readFilter, writeFilter } from "./filter_url.ts";
import { DIALECTS, type LogFilter, OUTCOMES } from "./log_filter.ts";

const REQUEST_ID = "01a20a7c-345d-708e-b51b-f2a8c3beba2c";

test("readFilter() reads what writeFilter() writes", () => {
  fc.assert(fc.property(filters(), (filter) => {
    const params = new URLSearchParams(writeFilter(filter).toString());
    assert.deepEqual(readFilter(params), { filter, problems: [] });
  }));
});

test("writeFilter() writes equal filters alike", () => {
  fc.assert(fc.property(filters(), (filter) => {
    const again = readFilter(writeFilter(filter)).filter;
    assert.equal(writeFilter(again).toString(), writeFilter(filter).toString());
  }));
});

test("readFilter() throws on nothing that an address can hold", () => {
  const params = fc.array(
    fc.tuple(fc.constantFrom("outcome", "from", "tag", "since", "cost-min", "zone"), fc.string()),
  );
  fc.assert(fc.property(params, (pairs) => {
    const { filter, problems } = readFilter(new URLSearchParams(pairs));
    assert.equal(readFilter(writeFilter(filter)).problems.length <= problems.length, true);
  }));
});

test("readFilter() keeps what it understands and says what it does not", () => {
  const cases: [string, LogFilter, string[]][] = [
    ["model=%20gpt-5%20&provider=", { model: "gpt-5" }, []],
    ["outcome=failed&outcome=lost", { outcome: ["failed"] }, ["outcome"]],
    ["errors=1", { outcome: ["failed", "denied", "interrupted"] }, []],
    ["status-min=400&status-max=4xx", { statusMin: 400 }, ["status-max"]],
    ["status-min=500&status-max=400", { statusMin: 500, statusMax: 400 }, ["status-max"]],
    ["request=42", {}, ["request"]],
    [`request=${REQUEST_ID.toUpperCase()}`, { request: REQUEST_ID }, []],
    ["tag=team", {}, ["tag"]],
    ["tag=team=a=b", { tag: { name: "team", value: "a=b" } }, []],
    ["stream=maybe", {}, ["stream"]],
    ["cost-min=0.000000001", { costMin: "1" }, []],
    ["cost-min=-1", {}, ["cost-min"]],
    ["since=0h", {}, ["since"]],
    ["since=24h&from=2026-11-23T00:00:00Z", { from: "2026-11-23T00:00:00Z" }, []],
    ["from=2026-11-23T10:00&zone=Europe/Berlin", { from: "2026-11-23T09:00:00Z" }, []],
    ["from=2026-11-23T10:00&zone=Nowhere", { from: "2026-11-23T10:00:00Z" }, []],
    ["from=yesterday", {}, ["from"]],
    ["from=2026-11-23T10:00Z&to=2026-11-23T10:00Z", {
      from: "2026-11-23T10:00:00Z",
      to: "2026-11-23T10:00:00Z",
    }, ["to"]],
  ];
  for (const [query, filter, problems] of cases) {
    const read = readFilter(new URLSearchParams(query));
    assert.deepEqual(read.filter, filter, query);
    assert.deepEqual(read.problems.map(({ param }) => param), problems, query);
  }
});

function filters(): fc.Arbitrary<LogFilter> {
  const text = fc.string({ minLength: 1, maxLength: 64, unit: "grapheme" }).map((value) => value.trim())
    .filter((value) => value !== "" && !value.includes("\0") && value.length <= 256);
  const count = (max: number) => fc.integer({ min: 0, max });
  const moments = fc.tuple(count(4e12), count(4e12)).filter(([one, two]) => one !== two)
    .map(([one, two]) => [Math.min(one, two), Math.max(one, two)].map(isoOf) as [string, string]);
  const parts = fc.record({
    outcome: fc.subarray([...OUTCOMES], { minLength: 1 }),
    model: text,
    provider: text,
    route: text,
    key: text,
    user: text,
    error: text,
    request: fc.uuid({ version: 7 }),
    dialect: fc.constantFrom(...DIALECTS),
    stream: fc.boolean(),
    tag: fc.record({ name: text.filter((name) => !name.includes("=")), value: text }, { noNullPrototype: true }),
    statusMin: count(299),
    statusMax: fc.integer({ min: 300, max: 599 }),
    costMin: fc.bigInt({ min: 0n, max: 10n ** 15n }).map(String),
    totalMin: count(999_999_999),
  }, { requiredKeys: [], noNullPrototype: true });
  const time = fc.oneof(
    fc.constant({}),
    moments.map(([from, to]) => ({ from, to })),
    fc.constantFrom({ since: "15m" }, { since: "24h" }, { since: "366d" }),
  );
  return fc.tuple(parts, time).map(([filter, times]) => ({ ...filter, ...times }));
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
