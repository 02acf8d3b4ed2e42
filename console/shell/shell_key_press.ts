/** What a key means to the shell: `go` waits for the letter of a page, `letter` may be one. */
export type ShellKeyPress = "palette" | "help" | "go" | "letter";

/** Null leaves the key to the page. Fields and dialogs keep all but the palette's key; a page's own keys go first. */
export function shellKeyPress(event: KeyboardEvent): ShellKeyPress | null {
  const { key, ctrlKey, metaKey, altKey, target, defaultPrevented, repeat } = event;
  if (defaultPrevented || repeat) return null;
  const inDialog = document.querySelector("dialog[open]") !== null;
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k") return inDialog ? null : "palette";
  if (ctrlKey || metaKey || altKey || inDialog) return null;
  if (target instanceof Element && target.closest(TAKES_KEYS) !== null) return null;
  if (key === "?") return "help";
  if (key === "g") return "go";
  return /^[a-z]$/.test(key) ? "letter" : null;
}

const TAKES_KEYS = "input, textarea, select, [contenteditable], [role=menu], [role=tree], [role=listbox]";
