import { type DraftNode, type DraftTree, holdsOne } from "./draft_tree.ts";

/** Where a node stands or may be put. */
export interface Place {
  /** The id of the node that it hangs below; null: it is the root. */
  parent: string | null;
  slot: number;
  index: number;
}

/** A node and where it stands. */
export interface PlacedNode {
  node: DraftNode;
  place: Place;
  parent: DraftNode | null;
  /** From the root, which has 1. */
  level: number;
  /** As gateways and records name it: a JSON pointer from the tree's root. */
  pointer: string;
}

const ROOT: Place = { parent: null, slot: 0, index: 0 };

/** Every node from the top to the bottom, as the tree is drawn. */
export function placedNodes(tree: DraftTree): PlacedNode[] {
  const found: PlacedNode[] = [];
  const visit = (placed: PlacedNode) => {
    found.push(placed);
    const { node, level, pointer } = placed;
    node.slots.forEach((list, slot) =>
      list.forEach((child, index) => {
        const place = { parent: node.id, slot, index };
        visit({ node: child, place, parent: node, level: level + 1, pointer: pointer + stepTo(node, slot, index) });
      })
    );
  };
  if (tree !== null) visit({ node: tree, place: ROOT, parent: null, level: 1, pointer: "" });
  return found;
}

export function findNode(tree: DraftTree, id: string | null): PlacedNode | null {
  return placedNodes(tree).find(({ node }) => node.id === id) ?? null;
}

/** The nodes of a subtree, itself first. */
export function nodesBelow(node: DraftNode): DraftNode[] {
  return [node, ...node.slots.flat().flatMap(nodesBelow)];
}

/** Whether a place takes one node alone: the root's, and the branches of a condition. */
export function isSingle(tree: DraftTree, { parent }: Pick<Place, "parent">): boolean {
  if (parent === null) return true;
  const found = findNode(tree, parent);
  return found !== null && holdsOne(found.node.value.type);
}

/** A path of a schema's issue: the node that it is about, and the field within it. */
export function locatePath(tree: DraftTree, path: readonly string[]): { id: string | null; field: readonly string[] } {
  if (tree === null) return { id: null, field: path };
  const prefixed = `/${path.join("/")}/`;
  let best: PlacedNode | null = null;
  for (const placed of placedNodes(tree)) {
    if (!prefixed.startsWith(`${placed.pointer}/`)) continue;
    if (best === null || placed.pointer.length >= best.pointer.length) best = placed;
  }
  // The weight of a split's child stands beside the node, not in it.
  const weighed = placedNodes(tree).find(({ pointer }) =>
    `${pointer}/` === `${prefixed.replace(/weight\/$/, "node/")}`
  );
  if (path.at(-1) === "weight" && weighed !== undefined) return { id: weighed.node.id, field: ["weight"] };
  return { id: best!.node.id, field: path.slice(best!.pointer.split("/").length - 1) };
}

/** The step of a JSON pointer from a node to one that hangs below it. */
export function stepTo({ value }: Pick<DraftNode, "value">, slot: number, index: number): string {
  switch (value.type) {
    case "when":
      return slot === 0 ? "/then" : "/else";
    case "split":
      return `/children/${index}/node`;
    default:
      return `/children/${index}`;
  }
}
