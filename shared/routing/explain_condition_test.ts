import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import type { RouteCondition } from "../contracts/route_condition.ts";
import { evaluateCondition } from "./evaluate_condition.ts";
import { explainCondition } from "./explain_condition.ts";

const FIELDS = ["model", "metadata.a", "header.b"] as const;
const leaf = fc.record({
  type: fc.constant("field" as const),
  field: fc.constantFrom(...FIELDS),
  operator: fc.constantFrom("equals" as const, "not_equals" as const),
  value: fc.constantFrom("x", "y"),
});
const { condition } = fc.letrec<{ condition: RouteCondition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf as fc.Arbitrary<RouteCondition>,
    fc.record({
      type: fc.constantFrom("all" as const, "any" as const),
      conditions: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ type: fc.constant("not" as const), condition: tie("condition") }),
  ),
}));
const value = fc.constantFrom("x", "y", null);

test("explainCondition() says of a condition what evaluateCondition() decides, whatever the values", () => {
  fc.assert(fc.property(condition, fc.tuple(value, value, value), (one, values) => {
    const read = (field: string) => values[FIELDS.indexOf(field as typeof FIELDS[number])] ?? null;
    const holds = evaluateCondition(one, (field) => read(field) ?? undefined);
    assert.equal(explainCondition(one, read).holds, holds);
  }));
});

test("explainCondition() is sure of a verdict only where no unknown value could change it", () => {
  fc.assert(fc.property(condition, fc.tuple(value, value, value), (one, values) => {
    const known = (field: string) => values[FIELDS.indexOf(field as typeof FIELDS[number])] ?? null;
    // The first field is not known: a sure verdict must hold for each of its values.
    const { holds } = explainCondition(one, (field) => field === "model" ? undefined : known(field));
    if (holds === null) return;
    for (const model of ["x", "y", undefined]) {
      const read = (field: string) => field === "model" ? model : known(field) ?? undefined;
      assert.equal(evaluateCondition(one, read), holds);
    }
  }));
});
