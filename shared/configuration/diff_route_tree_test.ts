import assert from "node:assert/strict";
import fc from "fast-check";
import type { RouteNode } from "../contracts/route_tree.ts";
import { test } from "../../testing/test.ts";
import { sameJson } from "./config_change.ts";
import { diffRouteTree } from "./diff_route_tree.ts";
import { routeTrees, target } from "./testing/content_samples.ts";

const fallback = (...children: RouteNode[]): RouteNode => ({ type: "fallback", children });
const split = (...children: [number, RouteNode][]): RouteNode => ({
  type: "split",
  children: children.map(([weight, node]) => ({ weight, node })),
});
const when = (value: boolean, then: RouteNode, otherwise: RouteNode): RouteNode => ({
  type: "when",
  condition: { type: "field", field: "stream", operator: "equals", value },
  then,
  else: otherwise,
});
const [a, b, c] = [target("a"), target("b"), target("c")];

test("diffRouteTree() tells what became of each node", async (t) => {
  const cases: [string, RouteNode, RouteNode, string[]][] = [
    ["nothing", fallback(a, b), fallback(a, b), []],
    ["another target", a, b, ["target at /tree changed from a/m to b/m"]],
    ["a node of another kind", a, fallback(a), ["a/m at /tree replaced by a fallback of 1"]],
    ["one more", fallback(a, b), fallback(a, c, b), ["c/m added at /tree/children/1"]],
    ["one fewer", fallback(a, b, c), fallback(a, c), ["b/m removed from /tree/children/1"]],
    ["another order", fallback(a, b, c), fallback(c, a, b), [
      "c/m moved from /tree/children/2 to /tree/children/0",
    ]],
    ["another child in its place", fallback(a, b), fallback(a, c), [
      "target at /tree/children/1 changed from b/m to c/m",
    ]],
    ["weights", split([1, a], [9, b]), split([5, a], [5, b]), [
      "weight of a/m changed from 1 to 5",
      "weight of b/m changed from 9 to 5",
    ]],
    ["a moved child with another weight", split([1, a], [2, b]), split([2, b], [3, a]), [
      "a/m moved from /tree/children/0/node to /tree/children/1/node",
      "weight of a/m changed from 1 to 3",
    ]],
    ["a weight below", fallback(split([1, a], [1, b]), c), fallback(c, split([1, a], [7, b])), [
      "a split of 2 moved from /tree/children/0 to /tree/children/1",
      "weight of b/m changed from 1 to 7",
    ]],
    ["a condition", when(true, a, b), when(false, a, c), [
      `condition at /tree changed from {"type":"field","field":"stream","operator":"equals","value":true} to ` +
      `{"type":"field","field":"stream","operator":"equals","value":false}`,
      "target at /tree/else changed from b/m to c/m",
    ]],
    [
      "a target's settings",
      { type: "target", provider: "a", model: "m", timeouts: { totalMs: 5 }, retries: 1 },
      { type: "target", provider: "a", model: "m", timeouts: { totalMs: 6 }, overrides: { temperature: 0 } },
      [
        `timeouts of a/m changed from {"totalMs":5} to {"totalMs":6}`,
        `overrides of a/m set to {"temperature":0}`,
        "retries of a/m taken away (it was 1)",
      ],
    ],
    ["what is fallen back on", fallback(a, b), { type: "fallback", children: [a, b], on: ["timeout"] }, [
      `error classes at /tree set to ["timeout"]`,
    ]],
    ["stickiness", split([1, a]), { type: "split", children: [{ weight: 1, node: a }], stickyBy: "end_user" }, [
      "what /tree sticks by set to 'end_user'",
    ]],
  ];
  for (const [name, before, after, expected] of cases) {
    await t.step(
      name,
      () => assert.deepEqual(diffRouteTree(before, after, "/tree").map(({ words }) => words), expected),
    );
  }
});

test("diffRouteTree() finds something exactly when two trees differ, and its paths lead to what it says", () => {
  fc.assert(
    fc.property(routeTrees, routeTrees, (before, after) => {
      const changes = diffRouteTree(before, after, "/tree");
      assert.equal(changes.length > 0, !sameJson(before, after));
      for (const change of changes) {
        const [root, value] = change.kind === "removed" ? [before, change.before] : [after, change.after];
        // A target's path is the node's own, and a field that is gone was in a node that may have moved.
        const isGoneField = change.kind === "removed" && change.aspect !== "node";
        if (change.kind === "moved" || change.aspect === "target" || isGoneField) continue;
        assert.ok(sameJson(at({ tree: root }, change.path), value));
      }
    }),
    { numRuns: 300 },
  );
});

/** The value at a JSON pointer. */
function at(root: unknown, path: string): unknown {
  const steps = path.split("/").slice(1);
  return steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], root);
}
