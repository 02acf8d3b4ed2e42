import type { LiftStep } from "./lift_places.ts";
import type { PlacedNode } from "./tree_places.ts";

/** What a key means on a node of the tree. */
export type TreeCommand =
  | { kind: "focus"; to: "next" | "previous" | "first" | "last" }
  /** Close it, or go to what it hangs below. */
  | { kind: "close" }
  /** Open it, or go to its first node. */
  | { kind: "open" }
  | { kind: "edit" }
  | { kind: "add" }
  | { kind: "remove" }
  | { kind: "duplicate" }
  | { kind: "lift" }
  | { kind: "step"; step: LiftStep }
  | { kind: "drop" }
  | { kind: "cancel" };

/** What to do on a key; null leaves it to the browser. While a node is lifted the keys move it. */
export function treeCommand(
  { key, modified }: { key: string; modified: boolean },
  { isLifted }: { isLifted: boolean },
): TreeCommand | null {
  if (modified) return null;
  return (isLifted ? WHILE_LIFTED : ON_NODES).get(key) ?? null;
}

/** The nodes that are drawn, from the top to the bottom: none below what is closed. */
export function shownNodes(nodes: readonly PlacedNode[], collapsed: ReadonlySet<string>): PlacedNode[] {
  const hidden = new Set<string>();
  return nodes.filter(({ node, parent }) => {
    const isHidden = parent !== null && (hidden.has(parent.id) || collapsed.has(parent.id));
    if (isHidden) hidden.add(node.id);
    return !isHidden;
  });
}

/** What the help says. */
export const TREE_KEY_HELP: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [["↑", "↓"], "Node above, below"],
  [["←", "→"], "Close or go out, open or go in"],
  [["Enter"], "Edit the node"],
  [["Space"], "Lift it; arrows move it, ← out of a list, → into the next, Space drops it, Esc puts it back"],
  [["a"], "Add a node"],
  [["d"], "Copy the node"],
  [["Del"], "Remove the node"],
  [["⌘Z", "Ctrl+Z"], "Undo"],
  [["⇧⌘Z", "Ctrl+Y"], "Redo"],
  [["⌘S", "Ctrl+S"], "Save"],
];

const ON_NODES = new Map<string, TreeCommand>([
  ["ArrowDown", { kind: "focus", to: "next" }],
  ["ArrowUp", { kind: "focus", to: "previous" }],
  ["Home", { kind: "focus", to: "first" }],
  ["End", { kind: "focus", to: "last" }],
  ["ArrowLeft", { kind: "close" }],
  ["ArrowRight", { kind: "open" }],
  ["Enter", { kind: "edit" }],
  ["a", { kind: "add" }],
  ["d", { kind: "duplicate" }],
  ["Delete", { kind: "remove" }],
  ["Backspace", { kind: "remove" }],
  [" ", { kind: "lift" }],
]);

const WHILE_LIFTED = new Map<string, TreeCommand>([
  ["ArrowDown", { kind: "step", step: "next" }],
  ["ArrowUp", { kind: "step", step: "previous" }],
  ["ArrowLeft", { kind: "step", step: "out" }],
  ["ArrowRight", { kind: "step", step: "in" }],
  ["Home", { kind: "step", step: "first" }],
  ["End", { kind: "step", step: "last" }],
  [" ", { kind: "drop" }],
  ["Enter", { kind: "drop" }],
  ["Escape", { kind: "cancel" }],
]);
