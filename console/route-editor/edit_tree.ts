import {
  type DraftNode,
  type DraftTree,
  emptySlots,
  holdsOne,
  makeNode,
  type NewId,
  type NodeType,
  type NodeValue,
  WEIGHT_DEFAULT,
} from "./draft_tree.ts";
import { newValue } from "./new_value.ts";
import { findNode, nodesBelow, type Place } from "./tree_places.ts";

/**
 * Puts a node where it is told. Where one node alone can stand and one does, both come into a fallback, in the order that
 * the place's index gives them.
 */
export function insertNode(
  tree: DraftTree,
  node: DraftNode,
  { place, newId }: { place: Place; newId: NewId },
): DraftTree {
  if (place.parent === null) return tree === null ? node : inFallback(tree, node, { index: place.index, newId });
  return changeNode(tree, place.parent, (parent) => {
    const list = parent.slots[place.slot] ?? [];
    const [there] = list;
    const changed = holdsOne(parent.value.type) && there !== undefined
      ? [inFallback(there, node, { index: place.index, newId })]
      : list.toSpliced(place.index, 0, node);
    return { ...parent, slots: parent.slots.with(place.slot, changed) };
  });
}

/** Takes a node out with all that hangs below it. */
export function removeNode(tree: DraftTree, id: string): DraftTree {
  if (tree === null || tree.id === id) return null;
  return {
    ...tree,
    slots: tree.slots.map((list) => list.filter((child) => child.id !== id).map((child) => removeNode(child, id)!)),
  };
}

/**
 * Moves a node with all that hangs below it. The place is counted as if the node were not there. The root stays, and
 * nothing is moved into itself.
 */
export function moveNode(tree: DraftTree, id: string, { place, newId }: { place: Place; newId: NewId }): DraftTree {
  const found = findNode(tree, id);
  if (found === null || found.parent === null) return tree;
  if (place.parent === null || nodesBelow(found.node).some((node) => node.id === place.parent)) return tree;
  if (findNode(tree, place.parent) === null) return tree;
  return insertNode(removeNode(tree, id), found.node, { place, newId });
}

/** Puts a new node of a type in a node's place, and the node below it. */
export function wrapNode(tree: DraftTree, id: string, { type, newId }: { type: NodeType; newId: NewId }): DraftTree {
  if (type === "target") return tree;
  return changeNode(tree, id, (node) => {
    const slots = emptySlots(type).with(0, [{ ...node, weight: WEIGHT_DEFAULT }]);
    return { ...makeNode(newValue(type), newId, slots), weight: node.weight };
  });
}

/** Puts what hangs below a node in its place: its one child, or all of them where a list takes them. */
export function unwrapNode(tree: DraftTree, id: string): DraftTree {
  const found = findNode(tree, id);
  if (tree === null || found === null || !canUnwrap(tree, id)) return tree;
  const { node, parent, place } = found;
  const children = node.slots.flat();
  if (parent === null) return children[0]!;
  const kept = children.length === 1 ? [{ ...children[0]!, weight: node.weight }] : children;
  return changeNode(tree, parent.id, (above) => ({
    ...above,
    slots: above.slots.with(place.slot, above.slots[place.slot]!.toSpliced(place.index, 1, ...kept)),
  }));
}

/** Whether there is something to put in the node's place that can stand there. */
export function canUnwrap(tree: DraftTree, id: string): boolean {
  const found = findNode(tree, id);
  const count = found?.node.slots.flat().length ?? 0;
  if (found === null || count === 0) return false;
  return count === 1 || (found.parent !== null && !holdsOne(found.parent.value.type));
}

/** A copy of a node and all below it, right after it. */
export function duplicateNode(tree: DraftTree, id: string, newId: NewId): DraftTree {
  const found = findNode(tree, id);
  if (found === null) return tree;
  const { place } = found;
  return insertNode(tree, copyNode(found.node, newId), { place: { ...place, index: place.index + 1 }, newId });
}

/** A node of another type in its place; what hangs below stays below as far as the type has room for it. */
export function changeType(tree: DraftTree, id: string, { type, newId }: { type: NodeType; newId: NewId }): DraftTree {
  const found = findNode(tree, id);
  if (found === null || found.node.value.type === type) return tree;
  if (found.node.value.type === "target") return wrapNode(tree, id, { type, newId });
  return changeNode(tree, id, (node) => {
    const children = node.slots.flat();
    if (type === "target") return { ...node, value: firstTarget(node) ?? newValue("target"), slots: [] };
    const value = newValue(type);
    if (type !== "when") return { ...node, value, slots: [children] };
    const [first, ...rest] = children;
    const otherwise = rest.length > 1 ? [makeNode(newValue("fallback"), newId, [rest])] : rest;
    return { ...node, value, slots: [first === undefined ? [] : [first], otherwise] };
  });
}

export function setValue(tree: DraftTree, id: string, value: NodeValue): DraftTree {
  return changeNode(tree, id, (node) => ({ ...node, value }));
}

export function setWeight(tree: DraftTree, id: string, weight: number): DraftTree {
  return changeNode(tree, id, (node) => ({ ...node, weight }));
}

/** The same node with new ids throughout. */
export function copyNode(node: DraftNode, newId: NewId): DraftNode {
  return { ...node, id: newId(), slots: node.slots.map((list) => list.map((child) => copyNode(child, newId))) };
}

function changeNode(tree: DraftTree, id: string, change: (node: DraftNode) => DraftNode): DraftTree {
  if (tree === null) return null;
  if (tree.id === id) return change(tree);
  // What does not hold the node stays the very same object.
  if (!nodesBelow(tree).some((node) => node.id === id)) return tree;
  return { ...tree, slots: tree.slots.map((list) => list.map((child) => changeNode(child, id, change)!)) };
}

function inFallback(there: DraftNode, added: DraftNode, { index, newId }: { index: number; newId: NewId }): DraftNode {
  const children = index === 0 ? [added, there] : [there, added];
  const plain = children.map((child) => ({ ...child, weight: WEIGHT_DEFAULT }));
  return { ...makeNode(newValue("fallback"), newId, [plain]), weight: there.weight };
}

function firstTarget(node: DraftNode): NodeValue | null {
  return nodesBelow(node).find(({ value }) => value.type === "target")?.value ?? null;
}
