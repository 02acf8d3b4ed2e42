import { routeChildren, type RouteNode } from "../../shared/contracts/route_tree.ts";

/** Where in a tree its targets are, as paths below `path`, and which provider each names. */
export function targetPaths(node: RouteNode, path: string[]): { provider: string; path: string[] }[] {
  if (node.type === "target") return [{ provider: node.provider, path }];
  return routeChildren(node).flatMap((child, index) => targetPaths(child, [...path, ...childPath(node, index)]));
}

/** Where a node's child lies, in the order of `routeChildren()`. */
function childPath(node: RouteNode, index: number): string[] {
  switch (node.type) {
    case "when":
      return [index === 0 ? "then" : "else"];
    case "split":
      return ["children", String(index), "node"];
    default:
      return ["children", String(index)];
  }
}
