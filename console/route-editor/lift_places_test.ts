import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { countingIds, readTree, writeTree } from "./draft_tree.ts";
import { moveNode } from "./edit_tree.ts";
import { liftNode, type LiftStep, stepLift } from "./lift_places.ts";
import { EVERY_NODE, target } from "./testing/trees.ts";
import { placedNodes } from "./tree_places.ts";

test("liftNode() and stepLift() lead through every list, out of it and into the next", () => {
  const newId = countingIds();
  const tree = readTree({
    type: "fallback",
    children: [target("a"), { type: "split", children: [{ weight: 1, node: target("b") }] }, target("c")],
  }, newId);
  const a = placedNodes(tree).find(({ pointer }) => pointer === "/children/0")!.node.id;
  const after = (...steps: LiftStep[]) => {
    const lift = steps.reduce(stepLift, liftNode(tree, a)!);
    return pointerAfter(lift.places[lift.at]!);
  };
  const pointerAfter = (place: Parameters<typeof moveNode>[2]["place"]) =>
    placedNodes(moveNode(tree, a, { place, newId })).find(({ node }) => node.id === a)!.pointer;
  assert.equal(after(), "/children/0");
  assert.equal(after("previous"), "/children/0");
  assert.equal(after("next"), "/children/0/children/0/node");
  assert.equal(after("next", "next"), "/children/0/children/1/node");
  assert.equal(after("in"), "/children/0/children/0/node");
  assert.equal(after("in", "out"), "/children/1");
  assert.equal(after("last"), "/children/2");
  assert.equal(after("last", "first"), "/children/0");
});

test("every place of a lift is one that a node can be moved to, and the root has none", () => {
  const newId = countingIds();
  const tree = readTree(EVERY_NODE, newId);
  assert.equal(liftNode(tree, tree.id), null);
  for (const { node } of placedNodes(tree).slice(1)) {
    const lift = liftNode(tree, node.id)!;
    assert.deepEqual(writeTree(moveNode(tree, node.id, { place: lift.places[lift.at]!, newId })!), EVERY_NODE);
    for (const place of lift.places) {
      const moved = moveNode(tree, node.id, { place, newId });
      const { place: now } = placedNodes(moved).find((placed) => placed.node.id === node.id)!;
      assert.deepEqual(now, { parent: place.parent, slot: place.slot, index: place.index });
    }
  }
});
