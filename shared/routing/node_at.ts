import type { RouteNode } from "../contracts/route_tree.ts";

/** The node of a tree that a JSON pointer of a plan's step names; null where the tree has none there. */
export function nodeAt(tree: RouteNode, pointer: string): RouteNode | null {
  let found: unknown = tree;
  for (const part of pointer === "" ? [] : pointer.slice(1).split("/")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, part)) return null;
    found = Reflect.get(found, part);
  }
  // A pointer may end at a list, at a split's child or at a condition, which are no nodes.
  const isNode = typeof found === "object" && found !== null && "type" in found && NODE_TYPES.has(found.type);
  return isNode ? found as RouteNode : null;
}

const NODE_TYPES: ReadonlySet<unknown> = new Set<RouteNode["type"]>([
  "target",
  "fallback",
  "split",
  "fastest",
  "cheapest",
  "when",
]);
