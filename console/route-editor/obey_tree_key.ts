import type { RouteEditor } from "./route_editor.ts";
import { placeToAdd } from "./place_to_add.ts";
import { shownNodes, type TreeCommand, treeCommand } from "./tree_keys.ts";
import { findNode, placedNodes } from "./tree_places.ts";
import { INSPECTOR, nodeElement, openAddMenu, type TreeView } from "./tree_view.ts";

/** Does what a key on a node, or on its grip, means. Fields within the tree keep their keys. */
export function obeyTreeKey(event: KeyboardEvent, editor: RouteEditor, view: TreeView): void {
  const target = event.target as HTMLElement;
  if (target.dataset["row"] === undefined && target.dataset["grip"] === undefined) return;
  const id = target.closest<HTMLElement>("[data-node]")!.dataset["node"]!;
  const { key, ctrlKey, altKey, metaKey } = event;
  const command = treeCommand({ key, modified: ctrlKey || altKey || metaKey }, { isLifted: editor.lift.id !== null });
  if (command === null) return;
  event.preventDefault();
  event.stopPropagation();
  if (command.kind === "focus" || command.kind === "close" || command.kind === "open") {
    return goTo(command, id, { editor, view });
  }
  if (command.kind === "edit") return focusInspector();
  if (!editor.isReadOnly) change(command, id, { editor, view });
}

interface Target {
  editor: RouteEditor;
  view: TreeView;
}

type Going = Extract<TreeCommand, { kind: "focus" | "close" | "open" }>;

function goTo(command: Going, id: string, { editor, view }: Target): void {
  const shown = shownNodes(placedNodes(editor.tree.peek()), editor.collapsed.peek());
  const at = shown.findIndex(({ node }) => node.id === id);
  const present = shown[at]!;
  const isClosed = editor.collapsed.peek().has(id);
  const hasChildren = present.node.slots.flat().length > 0;
  let to: string | undefined;
  switch (command.kind) {
    case "close":
      if (hasChildren && !isClosed) return editor.toggle(id, false);
      to = present.parent?.id;
      break;
    case "open":
      if (hasChildren && isClosed) return editor.toggle(id, true);
      to = present.node.slots.flat()[0]?.id;
      break;
    case "focus":
      to = shown[{ next: at + 1, previous: at - 1, first: 0, last: shown.length - 1 }[command.to]]?.node.id;
  }
  if (to === undefined) return;
  editor.select(to);
  want(view, to, "node");
}

function change(command: Exclude<TreeCommand, Going | { kind: "edit" }>, id: string, { editor, view }: Target): void {
  switch (command.kind) {
    case "add":
      return openAddMenu(view, placeToAdd(editor.document.peek().tree, id), nodeElement({ id, part: "node" })!);
    case "remove":
      editor.remove(id);
      return want(view, editor.selected.peek(), "node");
    case "duplicate":
      editor.duplicate(id);
      return want(view, id, "node");
    case "lift":
      editor.select(id);
      editor.lift.begin(id);
      return want(view, id, editor.lift.id === null ? "node" : "grip");
    case "step": {
      editor.lift.step(command.step);
      const above = findNode(editor.tree.peek(), id)?.parent;
      if (above != null) editor.toggle(above.id, true);
      return want(view, id, "grip");
    }
    case "drop":
      editor.lift.drop();
      return want(view, id, "grip");
    case "cancel":
      editor.lift.cancel();
      return want(view, id, "grip");
  }
}

/** Moved elements lose the focus: it is given back when the tree is drawn, and at once where nothing is drawn anew. */
function want(view: TreeView, id: string | null, part: "node" | "grip"): void {
  if (id === null) return;
  view.wanted = { id, part };
  requestAnimationFrame(() => giveFocus(view));
}

/** Gives the focus to what is wanted, once it is there. */
export function giveFocus(view: TreeView): void {
  if (view.wanted === null) return;
  const element = nodeElement(view.wanted);
  if (element === null) return;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
  view.wanted = null;
}

export function focusInspector(): void {
  document.getElementById(INSPECTOR)?.querySelector<HTMLElement>("[data-first]")?.focus();
}
