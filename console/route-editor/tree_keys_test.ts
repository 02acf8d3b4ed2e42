import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { countingIds, readTree } from "./draft_tree.ts";
import { placeToAdd } from "./place_to_add.ts";
import { EVERY_NODE } from "./testing/trees.ts";
import { removeNode } from "./edit_tree.ts";
import { RouteEditor } from "./route_editor.ts";
import { shownNodes, treeCommand } from "./tree_keys.ts";
import { findNode, placedNodes } from "./tree_places.ts";

test("treeCommand() lifts with Space, and while a node is lifted its keys move it", () => {
  const press = (key: string, isLifted = false, modified = false) => treeCommand({ key, modified }, { isLifted });
  assert.deepEqual(press(" "), { kind: "lift" });
  assert.deepEqual(press(" ", true), { kind: "drop" });
  assert.deepEqual(press("ArrowDown", true), { kind: "step", step: "next" });
  assert.deepEqual(press("ArrowDown"), { kind: "focus", to: "next" });
  assert.equal(press("Delete", true), null, "nothing is removed while it is held");
  assert.equal(press("a", false, true), null, "the browser keeps its own");
});

test("shownNodes() leaves out all that is below what is closed", () => {
  const nodes = placedNodes(readTree(EVERY_NODE, countingIds()));
  const then = nodes.find(({ pointer }) => pointer === "/then")!.node.id;
  const shown = shownNodes(nodes, new Set([then])).map(({ pointer }) => pointer);
  assert.ok(shown.includes("/then"));
  assert.ok(!shown.some((pointer) => pointer.startsWith("/then/")));
  assert.equal(shownNodes(nodes, new Set()).length, nodes.length);
});

test("placeToAdd() is in a list, in an empty branch, else after the node", () => {
  const tree = readTree(EVERY_NODE, countingIds());
  const id = (pointer: string) => placedNodes(tree).find((placed) => placed.pointer === pointer)!.node.id;
  assert.deepEqual(placeToAdd(tree, id("/then")), { parent: id("/then"), slot: 0, index: 2 });
  assert.deepEqual(placeToAdd(tree, id("/then/children/0")), { parent: id("/then"), slot: 0, index: 1 });
  const emptied = removeNode(tree, id("/else"));
  assert.deepEqual(placeToAdd(emptied, id("")), { parent: id(""), slot: 1, index: 0 });
});

test("RouteEditor lifts a node, shows it where it is held, and is changed only when it is dropped", () => {
  const editor = new RouteEditor({ content: { name: "smart", aliases: [], cache: null, tree: EVERY_NODE } });
  const id = placedNodes(editor.document.value.tree).find(({ pointer }) => pointer === "/then/children/0")!.node.id;
  const before = editor.document.value;
  editor.lift.begin(id);
  editor.lift.step("next");
  assert.equal(editor.document.value, before);
  assert.notEqual(findNode(editor.tree.value, id)!.pointer, "/then/children/0");
  editor.lift.cancel();
  assert.equal(findNode(editor.tree.value, id)!.pointer, "/then/children/0");
  assert.equal(editor.isChanged.value, false);
  editor.lift.begin(id);
  editor.lift.step("last");
  editor.lift.drop();
  assert.match(editor.announcement.value, /^Dropped target mock\/a: position 3 of 3 in split of 2\./);
  assert.equal(findNode(editor.document.value.tree, id)!.pointer, "/else/children/2/node");
  assert.equal(editor.isChanged.value, true);
  editor.undo();
  assert.equal(editor.isChanged.value, false);
  editor.redo();
  editor.remove(id);
  assert.equal(editor.selected.value, findNode(editor.document.value.tree, editor.selected.value)?.node.id);
});

test("RouteEditor changes nothing for those who may only read", () => {
  const content = { name: "smart", aliases: [], cache: null, tree: EVERY_NODE };
  const editor = new RouteEditor({ content, isReadOnly: true });
  editor.remove(editor.document.value.tree!.slots[0]![0]!.id);
  assert.equal(editor.isChanged.value, false);
});
