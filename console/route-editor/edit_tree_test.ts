import assert from "node:assert/strict";
import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { test } from "../../testing/test.ts";
import { countingIds, type DraftTree, makeNode, readTree, writeTree } from "./draft_tree.ts";
import {
  canUnwrap,
  changeType,
  duplicateNode,
  insertNode,
  moveNode,
  removeNode,
  setWeight,
  unwrapNode,
  wrapNode,
} from "./edit_tree.ts";
import { newValue } from "./new_value.ts";
import { EVERY_NODE, target } from "./testing/trees.ts";
import { findNode, placedNodes } from "./tree_places.ts";

/** A tree, ids by what its targets are called, and its JSON in short. */
function drawn(node: RouteNode) {
  const newId = countingIds();
  const tree: DraftTree = readTree(node, newId);
  const id = (pointer: string, of: DraftTree = tree) =>
    placedNodes(of).find((placed) => placed.pointer === pointer)!.node.id;
  return { tree, newId, id };
}

function short(tree: DraftTree): string {
  if (tree === null) return "nothing";
  const node = writeTree(tree) as Record<string, unknown>;
  return JSON.stringify(node, (key, value) => key === "provider" || key === "condition" ? undefined : value)
    .replaceAll(/\{"type":"target","model":"(\w*)"\}/g, "$1").replaceAll('"', "");
}

const PAIR: RouteNode = { type: "fallback", children: [target("a"), target("b")] };
const WHEN: RouteNode = {
  type: "when",
  condition: { type: "field", field: "stream", operator: "equals", value: true },
  then: target("a"),
  else: target("b"),
};

test("insertNode() puts a node into a list, into an empty branch, and beside what stands alone", () => {
  const { tree, newId, id } = drawn(PAIR);
  const added = makeNode(newValue("target", { model: "x" }), newId);
  const into = (place: { parent: string | null; slot: number; index: number }, of: DraftTree = tree) =>
    short(insertNode(of, added, { place, newId }));
  assert.equal(into({ parent: id(""), slot: 0, index: 1 }), "{type:fallback,children:[a,x,b]}");
  assert.equal(into({ parent: null, slot: 0, index: 0 }, null), "x");
  assert.equal(
    into({ parent: null, slot: 0, index: 1 }),
    "{type:fallback,children:[{type:fallback,children:[a,b]},x]}",
  );
  const when = drawn(WHEN);
  const branch = { parent: when.id(""), slot: 1, index: 0 };
  assert.equal(
    short(insertNode(when.tree, added, { place: branch, newId: when.newId })),
    "{type:when,then:a,else:{type:fallback,children:[x,b]}}",
  );
  const emptied = removeNode(when.tree, when.id("/else"));
  assert.equal(short(insertNode(emptied, added, { place: branch, newId })), "{type:when,then:a,else:x}");
});

test("moveNode() keeps a node's id and weight, and refuses to move the root or a node into itself", () => {
  const { tree, newId, id } = drawn(EVERY_NODE);
  const moved = moveNode(tree, id("/else/children/0/node"), {
    place: { parent: id("/then/children/1"), slot: 0, index: 1 },
    newId,
  });
  const found = findNode(moved, id("/else/children/0/node"))!;
  assert.equal(found.pointer, "/then/children/1/children/1");
  assert.equal(found.node.weight, 90);
  const self = { place: { parent: id("/then/children/1"), slot: 0, index: 0 }, newId };
  assert.equal(moveNode(tree, id("/then"), self), tree);
  assert.equal(moveNode(tree, id(""), self), tree);
  const pair = drawn(PAIR);
  const last = { place: { parent: pair.id(""), slot: 0, index: 1 }, newId: pair.newId };
  assert.equal(short(moveNode(pair.tree, pair.id("/children/0"), last)), "{type:fallback,children:[b,a]}");
});

test("wrapNode() and unwrapNode() undo each other, and keep the weight in the split", () => {
  const { tree, newId, id } = drawn(EVERY_NODE);
  const heavy = id("/else/children/0/node");
  const wrapped = wrapNode(tree, heavy, { type: "fallback", newId });
  const { parent, pointer } = findNode(wrapped, heavy)!;
  assert.equal(pointer, "/else/children/0/node/children/0");
  assert.equal(parent!.weight, 90);
  assert.deepEqual(writeTree(unwrapNode(wrapped, parent!.id)!), EVERY_NODE);
  assert.equal(canUnwrap(tree, id("/else")), false, "two nodes do not fit a branch");
  assert.equal(canUnwrap(tree, id("/then/children/1")), true);
});

test("changeType() keeps what hangs below as far as there is room", () => {
  const { tree, newId, id } = drawn({ type: "fallback", children: [target("a"), target("b"), target("c")] });
  const to = (type: Parameters<typeof changeType>[2]["type"], at = id("")) =>
    short(changeType(tree, at, { type, newId }));
  assert.equal(to("fastest"), "{type:fastest,children:[a,b,c]}");
  assert.equal(to("split"), "{type:split,children:[{weight:1,node:a},{weight:1,node:b},{weight:1,node:c}]}");
  assert.equal(to("when"), "{type:when,then:a,else:{type:fallback,children:[b,c]}}");
  assert.equal(to("target"), "a");
  assert.equal(to("cheapest", id("/children/0")), "{type:fallback,children:[{type:cheapest,children:[a]},b,c]}");
  const when = drawn(WHEN);
  assert.equal(
    short(changeType(when.tree, when.id(""), { type: "fallback", newId })),
    "{type:fallback,children:[a,b]}",
  );
});

test("duplicateNode() gives the copy ids of its own, right after it", () => {
  const { tree, newId, id } = drawn(PAIR);
  const copied = duplicateNode(tree, id("/children/0"), newId);
  assert.equal(short(copied), "{type:fallback,children:[a,a,b]}");
  assert.equal(new Set(placedNodes(copied).map(({ node }) => node.id)).size, 4);
});

test("edits leave untouched parts the very same objects", () => {
  const { tree, id } = drawn(EVERY_NODE);
  const changed = setWeight(tree, id("/else/children/0/node"), 5)!;
  assert.equal(changed.slots[0]![0], tree!.slots[0]![0]);
  assert.notEqual(changed.slots[1]![0], tree!.slots[1]![0]);
  assert.equal(setWeight(tree, "nobody", 5), tree);
});
