import assert from "node:assert/strict";
import { type FieldCondition, routeCondition } from "../../shared/contracts/route_condition.ts";
import { test } from "../../testing/test.ts";
import {
  combine,
  FIELD_KINDS,
  fieldKind,
  fieldName,
  fieldOf,
  newCondition,
  operatorsOf,
  readScalars,
  withField,
  withOperator,
} from "./condition_edit.ts";

test("withField() and withOperator() give a test that the contract takes, whichever one chooses", () => {
  const begun: FieldCondition = { type: "field", field: "model", operator: "equals", value: "gpt-5" };
  for (const kind of FIELD_KINDS) {
    const changed = withField(begun, fieldOf(kind, "plan"));
    assert.equal(fieldKind(changed.field), kind);
    for (const operator of operatorsOf(kind, changed.operator)) {
      const test = withOperator(changed, operator);
      const parsed = routeCondition.safeParse(test);
      assert.ok(parsed.success, JSON.stringify(test));
      assert.ok(routeCondition.safeParse(withField(test, "stream")).success);
      assert.ok(routeCondition.safeParse(withField(test, "estimated_tokens")).success);
    }
  }
  assert.equal(fieldName("metadata.a.b"), "a.b");
});

test("operatorsOf() offers the operator that is there even where it would not be offered", () => {
  assert.ok(operatorsOf("stream", "contains").includes("contains"));
  assert.ok(!operatorsOf("stream", "equals").includes("contains"));
});

test("combine() keeps the tests that there are", () => {
  const one = newCondition();
  const all = combine(one, "all");
  assert.deepEqual(all, { type: "all", conditions: [one] });
  assert.deepEqual(combine(all, "any"), { type: "any", conditions: [one] });
  assert.deepEqual(combine(all, "not"), { type: "not", condition: one });
  assert.deepEqual(combine({ type: "not", condition: all }, "field"), one);
  assert.equal(combine(all, "all"), all);
  const two = { type: "any" as const, conditions: [one, one] };
  assert.deepEqual(combine(two, "not"), { type: "not", condition: two });
});

test("readScalars() keeps the type of what was no text", () => {
  assert.deepEqual(readScalars("7\n true \n\nfree", [7, true]), [7, true, "free"]);
  assert.deepEqual(readScalars("7", []), ["7"]);
});
