import type { Terminal } from "./terminal.ts";

/** A change as the API tells it; `CHANGE` selects it. */
export interface Change {
  kind: "ADDED" | "REMOVED" | "RENAMED" | "MOVED" | "REPLACED" | "CHANGED";
  aspect: string;
  subject: { type: string; id: string | null; name: string; project: string | null };
  path: string;
  before: unknown;
  after: unknown;
  sentence: string;
}

export const CHANGE = "kind aspect subject { type id name project } path before after sentence";

export interface Warning {
  code: string;
  subject: Change["subject"];
  sentence: string;
}

export const WARNING = "code subject { type id name project } sentence";

/** Prints changes a line each, marked by `+`, `-` and `~`, in colours where they are wanted. */
export function printChanges(terminal: Terminal, changes: readonly Change[], { none }: { none: string }): void {
  if (changes.length === 0) terminal.print(none);
  for (const { kind, sentence } of changes) {
    const [mark, colour] = MARKS[kind];
    terminal.print(paint(terminal, colour, `${mark} ${printable(sentence)}`));
  }
}

/** Prints warnings to the standard error, a line each. */
export function printWarnings(terminal: Terminal, warnings: readonly Warning[]): void {
  for (const { sentence } of warnings) terminal.warn(paint(terminal, YELLOW, `! ${printable(sentence)}`));
}

/** Text without what a terminal would obey: names may come from anybody in the tenant. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "�");
}

const RED = 31;
const GREEN = 32;
const YELLOW = 33;

const MARKS: Record<Change["kind"], [mark: string, colour: number]> = {
  ADDED: ["+", GREEN],
  REMOVED: ["-", RED],
  RENAMED: ["~", YELLOW],
  MOVED: ["~", YELLOW],
  REPLACED: ["~", YELLOW],
  CHANGED: ["~", YELLOW],
};

function paint({ colours }: Terminal, colour: number, text: string): string {
  return colours ? `\u001b[${colour}m${text}\u001b[0m` : text;
}
