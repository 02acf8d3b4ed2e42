/** A further header for a provider. */
export interface FurtherHeader {
  name: string;
  value: string;
}

export type ReadHeaders =
  | { ok: true; headers: FurtherHeader[] }
  /** What is wrong with the first line that is. */
  | { ok: false; problem: string };

/** Reads lines of `name: value`; empty ones say nothing. Names are put into lower case. */
export function readHeaders(text: string): ReadHeaders {
  const headers: FurtherHeader[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [, name, value] = /^\s*([^\s:]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (!name || !value) return { ok: false, problem: `line ${index + 1} must be a name, : and its value` };
    const lower = name.toLowerCase();
    if (headers.some((other) => other.name === lower)) {
      return { ok: false, problem: `line ${index + 1} names ${lower} again` };
    }
    headers.push({ name: lower, value });
  }
  return { ok: true, headers };
}

/** The same as lines. */
export function writeHeaders(headers: readonly FurtherHeader[]): string {
  return headers.map(({ name, value }) => `${name}: ${value}`).join("\n");
}
