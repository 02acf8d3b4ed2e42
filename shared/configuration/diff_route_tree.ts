import { routeChildren, type RouteNode, routeTargets, type TargetNode } from "../contracts/route_tree.ts";
import { alignLists } from "./align_lists.ts";
import { canonicalJson } from "./canonical_json.ts";
import { diffField, type PartChange, pointer, sameJson } from "./config_change.ts";

/**
 * How one route tree became another: which nodes were added, removed, moved or replaced, and what changed of those that
 * stayed. None when both are equal. `path` is the pointer to the root, the same in both.
 */
export function diffRouteTree(before: RouteNode, after: RouteNode, path: string): PartChange[] {
  return diffNode({ node: before, path }, { node: after, path });
}

/** A node as people call it: `openai/gpt-4o`, or `a split of 3`. */
export function nameNode(node: RouteNode): string {
  if (node.type === "target") return `${node.provider}/${node.model}`;
  const children = routeChildren(node);
  return node.type === "when" ? "a condition" : `a ${node.type} of ${children.length}`;
}

interface PlacedNode {
  node: RouteNode;
  path: string;
}

function diffNode(before: PlacedNode, after: PlacedNode): PartChange[] {
  if (sameJson(before.node, after.node)) return [];
  const one = before.node;
  const other = after.node;
  if (one.type === "target" && other.type === "target") return diffTarget(one, other, after.path);
  if (one.type === "when" && other.type === "when") return diffWhen(before, after);
  if (one.type === other.type) return [...diffNodeFields(one, other, after.path), ...diffChildren(before, after)];
  return [{
    kind: "replaced",
    aspect: "node",
    path: after.path,
    before: one,
    after: other,
    words: `${nameNode(one)} at ${after.path} replaced by ${nameNode(other)}`,
  }];
}

function diffTarget(before: TargetNode, after: TargetNode, path: string): PartChange[] {
  const name = nameNode(after);
  const field = <K extends "timeouts" | "overrides" | "retries" | "slowStream">(
    key: K,
    aspect: "timeouts" | "overrides" | "retries" | "slow_stream",
    words: string,
  ) => diffField(before[key], after[key], { aspect, path: pointer(path, key), name: `${words} of ${name}` });
  const address = ({ provider, model }: TargetNode) => ({ provider, model });
  return [
    ...diffField(address(before), address(after), {
      aspect: "target",
      path,
      name: `target at ${path}`,
      show: ({ provider, model }: TargetNode) => `${provider}/${model}`,
    }),
    ...field("timeouts", "timeouts", "timeouts"),
    ...field("overrides", "overrides", "overrides"),
    ...field("retries", "retries", "retries"),
    ...field("slowStream", "slow_stream", "slowest stream"),
  ];
}

function diffWhen(before: PlacedNode, after: PlacedNode): PartChange[] {
  const one = before.node as Extract<RouteNode, { type: "when" }>;
  const other = after.node as Extract<RouteNode, { type: "when" }>;
  const branch = (name: "then" | "else") =>
    diffNode({ node: one[name], path: pointer(before.path, name) }, {
      node: other[name],
      path: pointer(after.path, name),
    });
  const path = pointer(after.path, "condition");
  return [
    ...diffField(one.condition, other.condition, { aspect: "condition", path, name: `condition at ${after.path}` }),
    ...branch("then"),
    ...branch("else"),
  ];
}

/** What nodes with children have beside them. */
function diffNodeFields(before: RouteNode, after: RouteNode, path: string): PartChange[] {
  if (before.type === "fallback" && after.type === "fallback") {
    const naming = { aspect: "error_classes", path: pointer(path, "on"), name: `error classes at ${path}` } as const;
    return diffField(before.on, after.on, naming);
  }
  if (before.type === "split" && after.type === "split") {
    const naming = { aspect: "sticky_by", path: pointer(path, "stickyBy"), name: `what ${path} sticks by` } as const;
    return diffField(before.stickyBy, after.stickyBy, naming);
  }
  return [];
}

interface PlacedChild extends PlacedNode {
  /** Of a split's child. */
  weight: number | undefined;
  /** Where its weight lies beside it. */
  slot: string;
}

function diffChildren(before: PlacedNode, after: PlacedNode): PartChange[] {
  const one = placedChildren(before);
  const other = placedChildren(after);
  const { pairs, removed, added } = alignLists(one, other, likeness);
  return [
    ...removed.map((index) => childGone(one[index]!)),
    ...added.map((index) => childCame(other[index]!)),
    ...pairs.flatMap((pair) => {
      const from = one[pair.before]!;
      const to = other[pair.after]!;
      return [...(pair.moved ? [childMoved(from, to)] : []), ...diffWeight(from, to), ...diffNode(from, to)];
    }),
  ];
}

function placedChildren({ node, path }: PlacedNode): PlacedChild[] {
  return routeChildren(node).map((child, index) => {
    const slot = pointer(path, "children", index);
    if (node.type !== "split") return { node: child, path: slot, slot, weight: undefined };
    return { node: child, path: pointer(slot, "node"), slot, weight: node.children[index]!.weight };
  });
}

/** The very same node, then one with the same targets and shape, whatever else changed of it. */
function likeness({ node }: PlacedChild): string[] {
  const targets = routeTargets(node).map(({ provider, model }) => `${provider}/${model}`);
  return [canonicalJson(node), `${node.type} ${targets.join(" ")}`];
}

function diffWeight(before: PlacedChild, after: PlacedChild): PartChange[] {
  const path = pointer(after.slot, "weight");
  return diffField(before.weight, after.weight, { aspect: "weight", path, name: `weight of ${nameNode(after.node)}` });
}

function childGone({ node, path, weight }: PlacedChild): PartChange {
  const share = weight === undefined ? "" : ` (weight ${weight})`;
  return {
    kind: "removed",
    aspect: "node",
    path,
    before: node,
    words: `${nameNode(node)} removed from ${path}${share}`,
  };
}

function childCame({ node, path, weight }: PlacedChild): PartChange {
  const share = weight === undefined ? "" : ` with weight ${weight}`;
  return { kind: "added", aspect: "node", path, after: node, words: `${nameNode(node)} added at ${path}${share}` };
}

function childMoved(before: PlacedChild, after: PlacedChild): PartChange {
  return {
    kind: "moved",
    aspect: "node",
    path: after.path,
    before: before.path,
    after: after.path,
    words: `${nameNode(after.node)} moved from ${before.path} to ${after.path}`,
  };
}
