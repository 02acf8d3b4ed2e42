import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import type { RouteNode } from "../contracts/route_tree.ts";
import { nodeAt } from "./node_at.ts";

const a: RouteNode = { type: "target", provider: "p", model: "a" };
const tree: RouteNode = {
  type: "when",
  condition: { type: "field", field: "stream", operator: "equals", value: true },
  then: { type: "split", children: [{ weight: 1, node: a }] },
  else: { type: "fallback", children: [a] },
};

test("nodeAt() finds a node by its pointer, and nothing that is none", () => {
  assert.equal(nodeAt(tree, ""), tree);
  assert.equal(nodeAt(tree, "/then/children/0/node"), a);
  assert.equal(nodeAt(tree, "/else/children/0"), a);
  for (
    const pointer of ["/condition", "/then/children", "/then/children/0", "/else/children/1", "/nothing", "/toString"]
  ) {
    assert.equal(nodeAt(tree, pointer), null, pointer);
  }
});
