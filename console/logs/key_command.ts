/** What a key means on the logs page. */
export type KeyCommand =
  /** To another row: so many down, or to the first or last. */
  | { kind: "move"; by: number }
  | { kind: "move_to"; end: "first" | "last" }
  | { kind: "leave_rows" }
  | { kind: "focus_filter" }
  | { kind: "open_row" }
  | { kind: "show_waiting" }
  | { kind: "toggle_live" }
  | { kind: "help" };

/** A key and what it was pressed on. */
export interface KeyPress {
  key: string;
  /** Control, Alt or Meta is down: the browser's, or the system's. */
  modified: boolean;
  focus:
    /** Something that takes text or keys of its own: a field, a list, a menu. */
    | "field"
    /** A row of the table. */
    | "row"
    /** A dialog, or something in it. */
    | "dialog"
    | "elsewhere";
}

/**
 * What to do on a key; null leaves it to the browser. Fields and dialogs keep all of theirs. Arrows, Home and End scroll
 * the page unless a row has the focus; Enter on a row is the link's own.
 */
export function keyCommand({ key, modified, focus }: KeyPress): KeyCommand | null {
  if (modified || focus === "field" || focus === "dialog") return null;
  return EVERYWHERE.get(key) ?? (focus === "row" ? ON_ROWS.get(key) : undefined) ?? null;
}

/** What the help says; the keys of the browser's own are among them. */
export const KEY_HELP: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [["j", "↓"], "Next request"],
  [["k", "↑"], "Previous request"],
  [["Home"], "First request of the table"],
  [["End"], "Last request of the table"],
  [["Enter", "o"], "Open the request"],
  [["[", "]"], "Other part of an open request"],
  [["Esc"], "Close, or leave the table"],
  [["/"], "Go to the filter"],
  [["n"], "Show the requests that wait"],
  [["l"], "Live updates on or off"],
  [["?"], "This help"],
];

const EVERYWHERE = new Map<string, KeyCommand>([
  ["j", { kind: "move", by: 1 }],
  ["k", { kind: "move", by: -1 }],
  ["/", { kind: "focus_filter" }],
  ["?", { kind: "help" }],
  ["o", { kind: "open_row" }],
  ["n", { kind: "show_waiting" }],
  ["l", { kind: "toggle_live" }],
]);

const ON_ROWS = new Map<string, KeyCommand>([
  ["ArrowDown", { kind: "move", by: 1 }],
  ["ArrowUp", { kind: "move", by: -1 }],
  ["Home", { kind: "move_to", end: "first" }],
  ["End", { kind: "move_to", end: "last" }],
  ["Escape", { kind: "leave_rows" }],
]);

/** Which of `count` rows a command leads to, from the one at `from` (-1: none); null where it leads nowhere. */
export function rowAfter(
  command: Extract<KeyCommand, { kind: "move" | "move_to" }>,
  { from, count }: { from: number; count: number },
): number | null {
  if (count === 0) return null;
  if (command.kind === "move_to") return command.end === "first" ? 0 : count - 1;
  // Whoever is on no row yet begins with the first.
  if (from < 0) return 0;
  return Math.min(count - 1, Math.max(0, from + command.by));
}
