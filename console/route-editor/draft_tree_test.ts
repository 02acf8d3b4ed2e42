import assert from "node:assert/strict";
import { type RouteNode, routeTree } from "../../shared/contracts/route_tree.ts";
import { test } from "../../testing/test.ts";
import { countingIds, readTree, writeTree } from "./draft_tree.ts";
import { reconcileTree } from "./reconcile_tree.ts";
import { EVERY_NODE } from "./testing/trees.ts";
import { nodesBelow } from "./tree_places.ts";

test("readTree() and writeTree() give a route back as it was, whatever it is made of", () => {
  assert.ok(routeTree.safeParse(EVERY_NODE).success);
  const tree = readTree(EVERY_NODE, countingIds());
  assert.deepEqual(writeTree(tree), EVERY_NODE);
  const ids = nodesBelow(tree).map(({ id }) => id);
  assert.deepEqual(ids, ids.map((_, index) => `n${index + 1}`), "ids in the order of the tree");
});

test("writeTree() leaves out what is not there yet", () => {
  const whole = readTree(EVERY_NODE, countingIds());
  const { then: _gone, ...rest } = writeTree({ ...whole, slots: [[], whole.slots[1]!] }) as Record<string, unknown>;
  assert.equal(_gone, undefined);
  assert.deepEqual(Object.keys(rest), ["type", "condition", "else"]);
});

test("reconcileTree() keeps the ids of nodes whose type and place stay, and gives others new ones", () => {
  const newId = countingIds();
  const before = readTree(EVERY_NODE, newId);
  const changed = structuredClone(EVERY_NODE) as Extract<RouteNode, { type: "when" }>;
  changed.else = { type: "target", provider: "mock", model: "m" };
  const after = reconcileTree(before, changed, newId);
  assert.equal(after.id, before.id);
  assert.deepEqual(
    nodesBelow(after.slots[0]![0]!).map(({ id }) => id),
    nodesBelow(before.slots[0]![0]!).map(({ id }) => id),
  );
  assert.ok(!nodesBelow(before).some(({ id }) => id === after.slots[1]![0]!.id));
});
