import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { FILTER_FIELDS, operatorsOf } from "./filter_fields.ts";
import type { LogComparison, LogCondition } from "./log_condition.ts";
import { readFilterText } from "./read_filter_text.ts";
import { writeFilterText } from "./write_filter_text.ts";

test("readFilterText() reads fields, operators, lists, groups and quoted values", () => {
  const { conditions, problems } = readFilterText(
    'status>=500 model:gpt-5,gpt-4 tag.team=search user!=* (cost>0.01 OR error~"over loaded") -',
  );
  assert.deepEqual(conditions, [
    { field: "STATUS", operator: "GTE", value: "500" },
    { field: "MODEL", operator: "IN", values: ["gpt-5", "gpt-4"] },
    { field: "TAG", name: "team", operator: "EQ", value: "search" },
    { field: "END_USER", operator: "NOT_EXISTS" },
    {
      any: [
        { field: "COST_NANO_USD", operator: "GT", value: "10000000" },
        { field: "ERROR_CODE", operator: "CONTAINS", value: "over loaded" },
      ],
    },
  ]);
  assert.deepEqual(problems.map(({ part }) => part), ["-"]);
});

test("readFilterText() takes the id of a request as it is, words in any case, and the API's own names", () => {
  const id = "01a20a7f-0001-7000-8000-000000000000";
  assert.deepEqual(readFilterText(`${id} outcome:Failed total_ms<=20`).conditions, [
    { field: "REQUEST_ID", operator: "EQ", value: id },
    { field: "OUTCOME", operator: "EQ", value: "FAILED" },
    { field: "TOTAL_MS", operator: "LTE", value: "20" },
  ]);
});

test("readFilterText() says what it does not understand, and keeps the rest", () => {
  for (
    const [text, part] of [
      ["teapot:1", "teapot:1"],
      ["status:4xx", "status:4xx"],
      ["tag=search", "tag=search"],
      ["model.x:1", "model.x:1"],
      ["outcome>failed", "outcome>failed"],
      ["stream:*", "stream:*"],
      ["model:", "model:"],
      ["(model:a", "("],
      ["model:a)", ")"],
      ['model:"a', 'model:"a'],
      ["hello", "hello"],
    ] as const
  ) {
    const { conditions, problems } = readFilterText(`${text} status:200`);
    assert.ok(problems.length > 0, text);
    // An open quotation takes everything that follows with it.
    if (!text.includes('"')) assert.ok(problems.some((problem) => problem.part === part), text);
    if (!text.includes('"')) assert.ok(JSON.stringify(conditions).includes('"STATUS"'), text);
  }
});

test("readFilterText() bounds groups and comparisons as the API does", () => {
  assert.equal(readFilterText("((((model:a))))").problems.length, 1);
  assert.equal(readFilterText("(((model:a)))").problems.length, 0);
  assert.equal(readFilterText("model:a ".repeat(51)).problems.length, 1);
});

test("writeFilterText() writes what readFilterText() reads the same from", () => {
  fc.assert(fc.property(fc.array(condition, { maxLength: 4 }), (conditions) => {
    const text = writeFilterText(conditions);
    const read = readFilterText(text);
    assert.deepEqual(read.problems, [], text);
    assert.deepEqual(read.conditions, conditions, text);
    assert.equal(writeFilterText(read.conditions), text);
  }));
});

const value = {
  text: fc.string({ minLength: 0, maxLength: 12 }),
  word: fc.constantFrom("FAILED", "OPENAI_CHAT"),
  boolean: fc.constantFrom("true", "false"),
  id: fc.stringMatching(/^[A-Za-z0-9+/]{4,12}={0,2}$/),
  integer: fc.nat().map(String),
  real: fc.nat().map(String),
  dollars: fc.nat().map(String),
  time: fc.constantFrom("2026-11-23T14:05:00.000Z", "2026-11-23T14:05:00.250Z"),
};

const comparison: fc.Arbitrary<LogComparison> = fc.constantFrom(...FILTER_FIELDS).chain((definition) => {
  const { field, kind, named } = definition;
  const of = fc.record({
    field: fc.constant(field),
    ...(named && { name: fc.string({ minLength: 1, maxLength: 8 }) }),
  });
  const operator = fc.constantFrom(...operatorsOf(kind));
  return fc.tuple(of, operator, fc.array(value[kind], { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([about, chosen, values, isList]): LogComparison => {
      if (chosen === "EXISTS" || chosen === "NOT_EXISTS") return { ...about, operator: chosen };
      const isOneOf = isList && kind !== "boolean" && (chosen === "EQ" || chosen === "NE");
      if (isOneOf) return { ...about, operator: chosen === "EQ" ? "IN" : "NOT_IN", values };
      return { ...about, operator: chosen, value: values[0]! };
    });
});

const condition: fc.Arbitrary<LogCondition> = fc.oneof(
  { weight: 4, arbitrary: comparison },
  { weight: 1, arbitrary: fc.array(comparison, { minLength: 2, maxLength: 3 }).map((any) => ({ any })) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.array(comparison, { minLength: 2, maxLength: 3 }), comparison)
      .map(([all, other]) => ({ any: [{ all }, other] })),
  },
);
