import { useEffect } from "preact/hooks";
import type { RouteEditor } from "./route_editor.ts";
import { findNode, placedNodes } from "./tree_places.ts";

/** What of the editor stands in the address. */
export interface EditorAddress {
  pane: Pane;
  /** The selected node's JSON pointer; null: the root. */
  node: string | null;
}

export const PANES = ["node", "json", "explain", "changes"] as const;
export type Pane = (typeof PANES)[number];

export function readAddress(search: URLSearchParams): EditorAddress {
  const pane = PANES.find((one) => one === search.get("pane")) ?? "node";
  return { pane, node: search.get("node") };
}

/** Selects the node that the address names, where the tree has it. */
export function selectAddressed(editor: RouteEditor, { node }: EditorAddress): void {
  const placed = placedNodes(editor.document.peek().tree).find(({ pointer }) => pointer === node);
  if (placed !== undefined) editor.select(placed.node.id);
}

/** Keeps the address at what is shown, so that it can be passed on. */
export function useAddress(editor: RouteEditor, pane: Pane): void {
  const pointer = findNode(editor.document.value.tree, editor.selected.value)?.pointer ?? "";
  useEffect(() => {
    const url = new URL(location.href);
    setOrDelete(url.searchParams, "pane", pane === "node" ? "" : pane);
    setOrDelete(url.searchParams, "node", pointer);
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }, [pane, pointer]);
}

function setOrDelete(search: URLSearchParams, name: string, value: string): void {
  if (value === "") search.delete(name);
  else search.set(name, value);
}
