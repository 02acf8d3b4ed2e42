import assert from "node:assert/strict";
import fc from "fast-check";
import { errorClass } from "../../shared/contracts/error_class.ts";
import { dialect, requestOutcome, type RequestRecord } from "../../shared/contracts/request_record.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { test } from "../../testing/test.ts";
import { ValidationError } from "../api_error.ts";
import { parseInput } from "../parse_input.ts";
import { commitRecords } from "../recorder/commit_records.ts";
import { recorderFixture } from "../recorder/testing/recorder_fixture.ts";
import { sampleRecord } from "../recorder/testing/sample_record.ts";
import { OPERATORS_OF } from "./log_condition.ts";
import { LOG_FIELD_NAMES, type LogField, logField, type LogValue } from "./log_fields.ts";
import { matchesRecord } from "./match_record.ts";
import { logWhere, type WrittenCondition } from "./read_condition.ts";
import { readLogs } from "./read_logs.ts";

const HOUR_MS = 3_600_000;
const startMs = Date.now() - 30 * HOUR_MS;
// What patterns, quoting and comparisons of texts stumble over.
const texts = [
  "a",
  "A",
  "ab",
  "100%",
  "_b",
  "it's",
  'say "x"',
  "back\\slash",
  "größe",
  "日本",
  "😀 x",
  "=1",
  "",
  "nul\0",
];
const ids = [uuidv7(11), uuidv7(12), uuidv7(13)];
const numbers = [0, 1, 2, 200, 429, 1_000];
const times = [0, 0.1, 0.30000001, 41.3, 1_000];
const verdicts = ["allowed", "denied", "observed", "unknown_closed"] as const;

/** Takes the next of some values by a number's own digits, so that combinations differ. */
function pick<T>(values: readonly T[], n: number, stride: number): T {
  return values[Math.floor(n / stride) % values.length]!;
}

const text = (n: number, stride: number) => pick([null, ...texts], n, stride);

function attempt(n: number): RequestRecord["attempts"][number] {
  return {
    target: { provider: text(n, 1) ?? "none", model: text(n, 2) ?? "none" },
    credentialId: pick([null, ...ids], n, 3),
    startedAt: startMs,
    firstByteMs: null,
    endMs: 1,
    outcome: "failed",
    errorClass: pick([null, ...errorClass.options], n, 1),
    status: pick([null, 200, 429], n, 2),
    error: text(n, 3),
  };
}

function variedRecord(n: number): RequestRecord {
  return sampleRecord(n, {
    atMs: startMs + Math.floor(n / 3) * HOUR_MS / 4,
    ...{ tenantId: ids[0]!, projectId: pick(ids, n, 1), apiKeyId: pick(ids, n, 2), keyVersion: pick([1, 2], n, 3) },
    ...{
      endUser: text(n, 1),
      tags: pick<RequestRecord["tags"]>([{}, { team: texts[n % texts.length]! }, { "": "x", constructor: "a" }], n, 1),
    },
    revision: pick([null, { number: 1, hash: "abc" }, { number: 2, hash: "abd" }], n, 2),
    ...{ routeName: text(n, 3), routePath: [{ path: text(n, 2) ?? "", type: "target" }] },
    conditionInputs: pick<RequestRecord["conditionInputs"]>(
      [{}, { stream: true, "a'b": "x", n: 412 }, { stream: false, n: 0.5, list: [1] }],
      n,
      1,
    ),
    ...{ dialect: pick(dialect.options, n, 1), stream: n % 2 === 0, modelAsked: text(n, 2), modelServed: text(n, 5) },
    ...{ provider: text(n, 4), providerKind: pick([null, "openai", "mock"] as const, n, 2) },
    attempts: Array.from({ length: n % 3 }, (_, index) => attempt(n + index)),
    ...{ outcome: pick(requestOutcome.options, n, 1), status: pick(numbers.slice(0, 5), n, 2), errorCode: text(n, 2) },
    policyVerdicts: pick([0, 1, 2], n, 1) === 0 ? [] : [
      { policyId: pick(ids, n, 1), limit: "x", verdict: pick(verdicts, n, 1) },
      { policyId: pick(ids, n, 2), limit: "y", verdict: pick(verdicts, n, 2) },
    ],
    charges: n % 2 === 0 ? [] : [{ counterKey: texts[n % 12]!, period: "day", nanoUsd: 1 }],
    ...{ degradation: pick([[], ["a"], ["a", "100%"]], n, 1), cacheHit: n % 5 === 0 },
    droppedFields: pick([[], ["logit_bias"], ["_b", "it's"]], n, 1),
    ...{ estimatedTokens: pick(numbers, n, 1), maxTokensAsked: pick([null, ...numbers], n, 1) },
    tokens: {
      input: pick(numbers, n, 1),
      output: pick(numbers, n, 2),
      cacheRead: n % 2,
      cacheWrite: 0,
      reasoning: n % 3,
    },
    ...{ costNanoUsd: pick([null, ...numbers, 9_007_199_254_740_991], n, 1), priceVersion: text(n, 6) },
    timings: {
      queueMs: 0,
      overheadMs: pick(times, n, 1),
      ttftMs: pick([null, ...times], n, 1),
      totalMs: pick(times, n, 2),
    },
    ...pick([{}, { bodies: "captured" as const }, { bodies: "no_log" as const }], n, 1),
    ...{ replayOf: pick([null, ...ids], n, 1), traceId: text(n, 1) },
  });
}

const records = Array.from({ length: 120 }, (_, index) => variedRecord(index + 1));

/** How a value is written in a filter. */
function written(field: LogField, value: LogValue): string {
  const { kind } = logField(field);
  if (kind === "time") return new Date(value as number).toISOString();
  return kind === "choice" ? String(value).toUpperCase() : String(value);
}

/** Values that records have in a field, and some that none has. */
function valuesOf(field: LogField, name: string): string[] {
  const held = records.flatMap((record) => [logField(field).read(record, name)].flat() as (LogValue | null)[]);
  const known = [...new Set(held)].filter((value) => value !== null).slice(0, 12).map((value) => written(field, value));
  switch (logField(field).kind) {
    case "text":
      return [...known, ...texts, "b", "%"].filter((value) => !value.includes("\0"));
    case "uuid":
      return [...known, uuidv7(99)];
    case "integer":
      return [...known, "-1", "300"];
    case "real":
      return [...known, "0.3", "0.2"];
    default:
      return known;
  }
}

const comparison: fc.Arbitrary<WrittenCondition> = fc.constantFrom(...LOG_FIELD_NAMES).chain((field) =>
  fc.record({
    operator: fc.constantFrom(...OPERATORS_OF[logField(field).kind]),
    name: logField(field).named
      ? fc.constantFrom("team", "", "constructor", "stream", "n", "a'b")
      : fc.constant(undefined),
  }).chain(({ operator, name }) => {
    const value = fc.constantFrom(...valuesOf(field, name ?? ""));
    const common = { field, name, operator };
    if (operator === "EXISTS" || operator === "NOT_EXISTS") return fc.constant<WrittenCondition>(common);
    if (operator !== "IN" && operator !== "NOT_IN") {
      return value.map((one): WrittenCondition => ({ ...common, value: one }));
    }
    return fc.array(value, { minLength: 1, maxLength: 3 }).map((values): WrittenCondition => ({ ...common, values }));
  })
);

const condition: fc.Arbitrary<WrittenCondition> =
  fc.letrec<{ any: WrittenCondition; group: WrittenCondition }>((tie) => ({
    any: fc.oneof({ depthSize: "small", maxDepth: 3, withCrossShrink: true }, comparison, tie("group")),
    group: fc.record({ isAny: fc.boolean(), inner: fc.array(tie("any"), { minLength: 1, maxLength: 3 }) })
      .map(({ isAny, inner }): WrittenCondition => isAny ? { any: inner } : { all: inner }),
  })).any;

test("conditionsSql() and matchesRecord() agree about every field, operator and group", async () => {
  await using fixture = await recorderFixture();
  await commitRecords({ ...fixture.commit, retentionDays: 400 }, records);
  const met = { some: 0, all: 0 };
  const agree = async (where: WrittenCondition[]) => {
    const conditions = parseInput(logWhere, where, []);
    const stored = await readLogs(fixture.db, conditions, { limit: 1_000 });
    const matched = records.filter((record) => matchesRecord(conditions, record)).map(({ id }) => id);
    assert.deepEqual(stored.map(({ id }) => id), matched.toSorted().toReversed(), JSON.stringify(where));
    met.all++;
    if (matched.length > 0 && matched.length < records.length) met.some++;
  };
  // Each field with each of its operators once, whatever is drawn.
  for (const field of LOG_FIELD_NAMES) {
    const { kind, named } = logField(field);
    const name = named ? field === "TAG" ? "team" : "n" : undefined;
    const [value] = valuesOf(field, name ?? "");
    await Promise.all(OPERATORS_OF[kind].map((operator) => {
      const operand = operator.endsWith("EXISTS")
        ? {}
        : operator.endsWith("IN")
        ? { values: [value!] }
        : { value: value! };
      return agree([{ field, name, operator, ...operand }]);
    }));
  }
  await fc.assert(fc.asyncProperty(fc.array(condition, { minLength: 1, maxLength: 2 }), agree), { numRuns: 100 });
  assert.ok(met.some > met.all / 3, `of ${met.all} filters only ${met.some} told records apart`);
});

test("logWhere says what is wrong, and where", () => {
  const cases: [unknown, string[]][] = [
    [[{ field: "STATUS", operator: "CONTAINS", value: "4" }], ["0", "operator"]],
    [[{ field: "STATUS", operator: "EQ", value: "4xx" }], ["0", "value"]],
    [[{ field: "STATUS", operator: "EQ" }], ["0", "value"]],
    [[{ field: "STATUS", operator: "IN", values: ["200", "x"] }], ["0", "values", "1"]],
    [[{ field: "STATUS", operator: "EXISTS", value: "1" }], ["0", "value"]],
    [[{ field: "TAG", operator: "EQ", value: "x" }], ["0", "name"]],
    [[{ field: "STATUS", name: "x", operator: "EQ", value: "1" }], ["0", "name"]],
    [[{ field: "OUTCOME", operator: "EQ", value: "GONE" }], ["0", "value"]],
    [[{ field: "TIME", operator: "GT", value: "yesterday" }], ["0", "value"]],
    [[{ field: "API_KEY", operator: "EQ", value: btoa(`Project:${ids[0]}`) }], ["0", "value"]],
    [[{ field: "TENANT", operator: "EQ", value: ids[0] }], ["0", "field"]],
    [[{ operator: "EQ", value: "1" }], ["0", "field"]],
    [[{ any: [{ field: "STATUS", operator: "EQ", value: "x" }] }], ["0", "any", "0", "value"]],
    [[{ any: [], all: [] }], ["0", "any"]],
    [[{ any: [{ all: [{ any: [{ all: [] }] }] }] }], ["0", "any", "0", "all", "0", "any", "0", "all"]],
    [Array(51).fill({ field: "STREAM", operator: "EQ", value: "true" }), []],
    [Array(6).fill({ any: Array(9).fill({ field: "STREAM", operator: "EQ", value: "true" }) }), []],
  ];
  for (const [where, path] of cases) {
    assert.throws(
      () => parseInput(logWhere, where as never, []),
      (
        error,
      ) => (assert.ok(error instanceof ValidationError),
        assert.deepEqual(error.issues[0]!.path, path, JSON.stringify(where).slice(0, 200)),
        true),
    );
  }
});
