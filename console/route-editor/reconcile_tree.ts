import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import { type DraftNode, type DraftTree, type NewId, readTree } from "./draft_tree.ts";

/** Makes JSON a tree that can be edited: a node keeps its id where one of its type stands at the same place already. */
export function reconcileTree(previous: DraftTree, next: RouteNode, newId: NewId): DraftNode {
  return withIds(readTree(next, newId), previous);
}

function withIds(node: DraftNode, previous: DraftTree): DraftNode {
  const isSame = previous !== null && previous.value.type === node.value.type;
  const slots = node.slots.map((list, slot) =>
    list.map((child, index) => withIds(child, isSame ? previous.slots[slot]?.[index] ?? null : null))
  );
  return { ...node, id: isSame ? previous.id : node.id, slots };
}
