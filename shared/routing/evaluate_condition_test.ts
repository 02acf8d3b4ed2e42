import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type FieldCondition, fieldCondition } from "../contracts/route_condition.ts";
import { evaluateCondition } from "./evaluate_condition.ts";
import type { FieldValue } from "./route_inputs.ts";

const field = "metadata.tier";

function holds(operator: string, value: unknown, actual: FieldValue | undefined): boolean {
  const condition = fieldCondition.parse({ type: "field", field, operator, ...(value === undefined ? {} : { value }) });
  return evaluateCondition(condition, () => actual);
}

test("evaluateCondition() decides every operator as its table says", () => {
  const cases: [operator: string, value: unknown, actual: FieldValue | undefined, expected: boolean][] = [
    ["equals", "gold", "gold", true],
    ["equals", "gold", "silver", false],
    ["equals", 5, "5", true],
    ["equals", 5, "", false],
    ["equals", true, "true", true],
    ["equals", "5", 5, true],
    ["equals", 0, false, false],
    ["not_equals", "gold", "silver", true],
    ["not_equals", "gold", "gold", false],
    ["in", ["a", "b"], "b", true],
    ["in", ["a", "b"], "c", false],
    ["not_in", ["a", "b"], "c", true],
    ["not_in", ["a", "b"], "a", false],
    ["starts_with", "go", "gold", true],
    ["starts_with", "ol", "gold", false],
    ["ends_with", "ld", "gold", true],
    ["ends_with", "ol", "gold", false],
    ["contains", "ol", "gold", true],
    ["contains", "lo", "gold", false],
    ["greater_than", 5, 6, true],
    ["greater_than", 5, 5, false],
    ["at_least", 5, "5", true],
    ["at_least", 5, "x", false],
    ["less_than", 5, 4, true],
    ["less_than", 5, 5, false],
    ["at_most", 5, 5, true],
    ["at_most", 5, 6, false],
    ["exists", undefined, "", true],
    ["exists", undefined, undefined, false],
    ["missing", undefined, undefined, true],
    ["missing", undefined, 0, false],
  ];
  for (const [operator, value, actual, expected] of cases) {
    assert.equal(holds(operator, value, actual), expected, `${actual} ${operator} ${value}`);
  }
});

test("evaluateCondition() lets a missing field satisfy only not_equals, not_in and missing", () => {
  const values: Record<FieldCondition["operator"], unknown> = {
    equals: "undefined",
    not_equals: "a",
    in: ["undefined"],
    not_in: ["a"],
    starts_with: "u",
    ends_with: "d",
    contains: "n",
    greater_than: -1,
    at_least: 0,
    less_than: 1,
    at_most: 0,
    exists: undefined,
    missing: undefined,
  };
  const satisfied = Object.entries(values).filter(([operator, value]) => holds(operator, value, undefined));
  assert.deepEqual(satisfied.map(([operator]) => operator), ["not_equals", "not_in", "missing"]);
});

test("evaluateCondition() combines conditions with all, any and not", () => {
  const yes = fieldCondition.parse({ type: "field", field: "model", operator: "exists" });
  const no = fieldCondition.parse({ type: "field", field: "model", operator: "missing" });
  const read = () => "gpt-4o";
  assert.equal(evaluateCondition({ type: "all", conditions: [yes, yes] }, read), true);
  assert.equal(evaluateCondition({ type: "all", conditions: [yes, no] }, read), false);
  assert.equal(evaluateCondition({ type: "any", conditions: [no, yes] }, read), true);
  assert.equal(evaluateCondition({ type: "any", conditions: [no, no] }, read), false);
  assert.equal(evaluateCondition({ type: "not", condition: { type: "any", conditions: [no] } }, read), true);
});
