import assert from "node:assert/strict";
import { getIntrospectionQuery, parse } from "graphql";
import { test } from "../../testing/test.ts";
import { COMPLEXITY_MAX } from "./field_complexity.ts";
import { costProblem, operationCost } from "./operation_cost.ts";
import { schema } from "./schema.ts";

function cost(query: string, options: { operationName?: string; variableValues?: Record<string, unknown> } = {}) {
  return operationCost({ schema, document: parse(query), contextValue: {}, ...options });
}

test("operationCost() counts the operation that is asked for, with its variables and their defaults", () => {
  assert.deepEqual(cost("{ viewer { id email } }")?.requested, 3);
  const pages = "query ($n: Int = 50) { viewer { tenants(first: $n) { edges { node { id } } } } }";
  const [small, byDefault] = [cost(pages, { variableValues: { n: 10 } })!, cost(pages)!];
  assert.ok(byDefault.requested > 4 * small.requested, `${small.requested} ${byDefault.requested}`);
  const two = `query Small { viewer { id } } query Large { viewer { tenants(first: 100) { edges { node { id } } } } }`;
  assert.equal(cost(two, { operationName: "Small" })!.requested, 2);
  assert.ok(cost(two, { operationName: "Large" })!.requested > 200);
  assert.equal(cost(two), null, "which one is not said");
  assert.equal(cost(pages, { variableValues: { n: "many" } }), null, "executing it says what is wrong");
});

test("operationCost() lets tools ask for the whole schema once, and no more than that", () => {
  const whole = cost(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }))!;
  assert.equal(costProblem(whole), null, `${whole.requested}`);
  assert.ok(whole.requested > COMPLEXITY_MAX / 100 && whole.requested < COMPLEXITY_MAX * 0.8, `${whole.requested}`);
  const storm = Array.from(
    { length: 10 },
    (_, n) => `a${n}: __schema { types { fields { args { name type { name kind fields { name } } } } } }`,
  );
  assert.match(costProblem(cost(`{ ${storm.join(" ")} }`)!)!, /^The operation costs \d+; 100000 are allowed/);
});

test("operationCost() of fragments within fragments is told at once", () => {
  const bomb = Array.from({ length: 60 }, (_, n) => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`).join(" ");
  const { breadth } = cost(`{ viewer { ...F0 } } ${bomb} fragment F60 on User { id }`)!;
  assert.ok(breadth > 1e17);
});
