import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ROUTE_DEPTH_MAX, routeTargets, routeTree } from "./route_tree.ts";

const target = { type: "target", provider: "mock", model: "demo" };
const nest = (levels: number): unknown => levels === 1 ? target : { type: "fallback", children: [nest(levels - 1)] };
const bush = (leaves: number) => ({ type: "fallback", children: Array(leaves).fill(target) });

test("routeTree accepts a tree at its bounds", () => {
  assert.ok(routeTree.safeParse(nest(ROUTE_DEPTH_MAX)).success);
  assert.ok(routeTree.safeParse(bush(16)).success);
});

test("routeTree refuses what no gateway could serve", () => {
  const refused: [string, unknown][] = [
    ["deeper than the bound", nest(ROUTE_DEPTH_MAX + 1)],
    ["more children than the bound", bush(17)],
    ["more nodes than the bound", { type: "fallback", children: Array(9).fill(bush(16)) }],
    ["no children", bush(0)],
    ["an unknown type", { ...target, type: "magic" }],
    ["an unknown field", { ...target, colour: "red" }],
    ["only weights of zero", { type: "split", children: [{ weight: 0, node: target }] }],
    ["a negative weight", { type: "split", children: [{ weight: -1, node: target }] }],
    ["an override of a field that the gateway owns", { ...target, overrides: { model: "other" } }],
    ["a provider with a slash", { ...target, provider: "a/b" }],
    ["a timeout of zero", { ...target, timeouts: { totalMs: 0 } }],
    ["an unknown error class", { type: "fallback", on: ["bad_luck"], children: [target] }],
    ["a when without else", {
      type: "when",
      condition: { type: "field", field: "stream", operator: "exists" },
      then: target,
    }],
    ["a field that conditions cannot see", {
      type: "when",
      condition: { type: "field", field: "weather", operator: "exists" },
      then: target,
      else: target,
    }],
  ];
  for (const [what, tree] of refused) assert.equal(routeTree.safeParse(tree).success, false, what);
});

test("routeTargets() lists targets from left to right", () => {
  const named = (model: string) => ({ type: "target" as const, provider: "mock", model });
  const tree = routeTree.parse({
    type: "when",
    condition: { type: "field", field: "model", operator: "equals", value: "x" },
    then: { type: "split", children: [{ weight: 1, node: named("a") }, { weight: 0, node: named("b") }] },
    else: { type: "fallback", children: [named("c"), { type: "cheapest", children: [named("d")] }] },
  });
  assert.deepEqual(routeTargets(tree).map((node) => node.model), ["a", "b", "c", "d"]);
});
