import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { type ErrorClass, errorClass } from "../contracts/error_class.ts";
import type { RouteNode, TargetNode } from "../contracts/route_tree.ts";
import { planRoute } from "./plan_route.ts";
import type { RouteInputs } from "./route_inputs.ts";

function target(model: string): TargetNode {
  return { type: "target", provider: "p", model };
}

function when(stream: boolean, then: RouteNode, otherwise: RouteNode): RouteNode {
  const condition = { type: "field", field: "stream", operator: "equals", value: stream } as const;
  return { type: "when", condition, then, else: otherwise };
}

const inputs: RouteInputs = {
  model: "chat",
  stream: true,
  estimatedTokens: 10,
  apiKeyId: "key",
  endUser: null,
  metadata: {},
  header: () => null,
};

const children = (tie: fc.Arbitrary<RouteNode>) => fc.array(tie, { minLength: 1, maxLength: 3 });
const classes = fc.uniqueArray(fc.constantFrom(...errorClass.options), { minLength: 1 });
const { tree } = fc.letrec<{ tree: RouteNode }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom("a", "b", "c", "d").map(target),
    fc.record({ type: fc.constant("fallback"), children: children(tie("tree")), on: classes }),
    fc.record({ type: fc.constantFrom("fastest", "cheapest"), children: children(tie("tree")) }),
    fc.tuple(fc.boolean(), tie("tree"), tie("tree")).map(([stream, then, other]) => when(stream, then, other)),
    fc.array(fc.record({ weight: fc.integer({ min: 0, max: 2 }), node: tie("tree") }), { minLength: 1, maxLength: 3 })
      .filter((all) => all.some(({ weight }) => weight > 0))
      .map((all): RouteNode => ({ type: "split", children: all })),
  ) as fc.Arbitrary<RouteNode>,
}));

test("RoutePlan.reachable() has every candidate that comes, whatever fails, is measured, and is away", () => {
  const failures = fc.array(fc.option(fc.constantFrom<ErrorClass>(...errorClass.options)), { maxLength: 20 });
  fc.assert(
    fc.property(tree, failures, fc.array(fc.nat(999), { minLength: 1 }), (node, all, points) => {
      let drawn = 0;
      const draw = () => points[drawn++ % points.length]! / 1_000;
      const score = () => draw() < 0.3 ? null : draw();
      const choices = { random: draw, salt: "s", latencyMs: score, price: score, available: () => draw() < 0.7 };
      const plan = planRoute(node, inputs, choices);
      let before = plan.reachable();
      assert.equal(before[0], plan.first.target);
      for (const failure of all) {
        const candidate = plan.next(failure);
        if (candidate === null) continue;
        assert.ok(before.includes(candidate.target));
        const now = plan.reachable();
        assert.equal(now[0], candidate.target);
        assert.ok(now.length < before.length && now.every((one) => before.includes(one)));
        before = now;
      }
    }),
    { numRuns: 1_000 },
  );
});

test("RoutePlan.reachable() evaluates conditions to come, without putting them on record", () => {
  const tree: RouteNode = {
    type: "fallback",
    children: [target("a"), when(true, target("b"), target("never")), when(false, target("never"), target("c"))],
  };
  const plan = planRoute(tree, inputs, { random: () => 0, salt: "s" });
  assert.deepEqual(plan.reachable().map(({ model }) => model), ["a", "b", "c"]);
  assert.deepEqual(plan.seen, {});
});

test("RoutePlan.reachable() leaves out what a split gives nothing to", () => {
  const split: RouteNode = {
    type: "split",
    children: [{ weight: 0, node: target("never") }, { weight: 1, node: target("b") }],
  };
  const plan = planRoute({ type: "cheapest", children: [target("a"), split] }, inputs, { random: () => 0, salt: "s" });
  assert.deepEqual(plan.reachable().map(({ model }) => model), ["a", "b"]);
});
