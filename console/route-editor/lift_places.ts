import { type DraftNode, type DraftTree, holdsOne } from "./draft_tree.ts";
import { removeNode } from "./edit_tree.ts";
import { findNode, type Place } from "./tree_places.ts";

/** A node that is being moved by keys: where it may be put, and where it is held now. */
export interface Lift {
  id: string;
  /** From the top to the bottom; counted as if the node were not there. */
  places: readonly LiftPlace[];
  /** The index of the place where it is held. */
  at: number;
}

export interface LiftPlace extends Place {
  parent: string;
  /** Of the list that it would stand in. */
  level: number;
}

/** How a lifted node is to go on: along the places, out of its list, or into the next one. */
export type LiftStep = "next" | "previous" | "out" | "in" | "first" | "last";

/** Takes a node up where it stands; null for the root, and where there is nowhere else to go. */
export function liftNode(tree: DraftTree, id: string): Lift | null {
  const found = findNode(tree, id);
  if (tree === null || found === null || found.parent === null) return null;
  const places = placesIn(removeNode(tree, id)!, 1);
  const { parent, slot, index } = found.place;
  const at = places.findIndex((place) => place.parent === parent && place.slot === slot && place.index === index);
  return places.length < 2 || at < 0 ? null : { id, places, at };
}

/** The lift one step further; the same when there is no further. */
export function stepLift(lift: Lift, step: LiftStep): Lift {
  const { places, at } = lift;
  const { level } = places[at]!;
  const last = places.length - 1;
  switch (step) {
    case "next":
      return { ...lift, at: Math.min(last, at + 1) };
    case "previous":
      return { ...lift, at: Math.max(0, at - 1) };
    case "first":
      return { ...lift, at: 0 };
    case "last":
      return { ...lift, at: last };
    case "out": {
      const after = places.findIndex((place, index) => index > at && place.level < level);
      const before = places.findLastIndex((place, index) => index < at && place.level < level);
      return { ...lift, at: after >= 0 ? after : before >= 0 ? before : at };
    }
    case "in": {
      const after = places.findIndex((place, index) => index > at && place.level > level);
      const before = places.findLastIndex((place, index) => index < at && place.level > level);
      return { ...lift, at: after >= 0 ? after : before >= 0 ? before : at };
    }
  }
}

/** Branches that are taken are no places: a list has to be made there first. */
function placesIn(node: DraftNode, level: number): LiftPlace[] {
  const places: LiftPlace[] = [];
  node.slots.forEach((list, slot) => {
    const place = (index: number) => ({ parent: node.id, slot, index, level });
    const isList = !holdsOne(node.value.type);
    list.forEach((child, index) => {
      if (isList) places.push(place(index));
      places.push(...placesIn(child, level + 1));
    });
    if (isList || list.length === 0) places.push(place(list.length));
  });
  return places;
}
