import type { KeyPress } from "./key_command.ts";

/** What a keyboard event is to the logs page. */
export function keyPress(event: KeyboardEvent): KeyPress {
  const { key, ctrlKey, altKey, metaKey, target } = event;
  return { key, modified: ctrlKey || altKey || metaKey, focus: focusOf(target) };
}

function focusOf(target: EventTarget | null): KeyPress["focus"] {
  if (!(target instanceof Element)) return "elsewhere";
  // A dialog over the page takes the keys even while nothing in it has the focus.
  if (target.ownerDocument.querySelector("dialog[open]") !== null) return "dialog";
  if (target.closest(TAKES_KEYS) !== null) return "field";
  return target.closest("[data-request]") === null ? "elsewhere" : "row";
}

const TAKES_KEYS = "input, textarea, select, [contenteditable], [popover], [role=menu]";
