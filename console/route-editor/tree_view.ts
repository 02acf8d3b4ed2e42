import { type Signal, signal } from "@preact/signals";
import type { DraftExplanation } from "./explain_draft.ts";
import type { LiveTargets } from "./live_targets.ts";
import type { Place } from "./tree_places.ts";

/** What is shown on a drawn tree beside what is edited, and what is asked at it. */
export class TreeView {
  /** Whether there is a script by now that does what is asked. */
  readonly listens: Signal<boolean> = signal(false);
  /** Null: not known yet. */
  readonly live: Signal<LiveTargets | null> = signal(null);
  /** The way of a request that lights up; null: none does. */
  readonly explanation: Signal<DraftExplanation | null> = signal(null);
  /** Where the node goes that the menu offers. */
  readonly adding: Signal<Place | null> = signal(null);
  /** A node is being dragged: nothing is drawn anew meanwhile. */
  isDragging = false;
  /** What gets the focus when the tree is drawn next. */
  wanted: { id: string; part: "node" | "grip" } | null = null;
}

export const ADD_MENU = "add-node";
export const INSPECTOR = "node-inspector";

/** The element of a node, or its grip. */
export function nodeElement({ id, part }: { id: string; part: "node" | "grip" }): HTMLElement | null {
  const row = document.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"] > [data-row]`);
  return part === "node" ? row : row?.querySelector<HTMLElement>("[data-grip]") ?? null;
}

/** Opens the menu of nodes beside an element, for a place. */
export function openAddMenu(view: TreeView, place: Place, beside: HTMLElement): void {
  view.adding.value = place;
  const menu = document.getElementById(ADD_MENU) as PopoverElement | null;
  menu?.showPopover({ source: beside });
}

/** As browsers have it; the types of the language do not know `source` yet. */
type PopoverElement = Omit<HTMLElement, "showPopover"> & { showPopover(options?: { source?: HTMLElement }): void };
