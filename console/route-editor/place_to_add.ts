import { type DraftTree, holdsOne } from "./draft_tree.ts";
import { findNode, type Place } from "./tree_places.ts";

/** Where a new node goes that is asked for at a node: into its list or its empty branch, else right after it. */
export function placeToAdd(tree: DraftTree, id: string | null): Place {
  const found = findNode(tree, id);
  if (found === null) return { parent: null, slot: 0, index: 1 };
  const { node, place } = found;
  if (node.value.type !== "target") {
    if (!holdsOne(node.value.type)) return { parent: node.id, slot: 0, index: node.slots[0]!.length };
    const empty = node.slots.findIndex((list) => list.length === 0);
    if (empty >= 0) return { parent: node.id, slot: empty, index: 0 };
  }
  return { ...place, index: place.index + 1 };
}
