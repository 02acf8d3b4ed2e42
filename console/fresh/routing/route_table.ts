import type { Method } from "../types.ts";

export type Match<Entry> =
  | { kind: "found"; entry: Entry; pattern: string; params: Record<string, string> }
  | { kind: "wrong_method"; allowed: string[] }
  | { kind: "nothing" };

/** Finds the entry for a path and method: literal paths first, then patterns in the order they were added. */
export class RouteTable<Entry> {
  readonly #literal = new Map<string, Row<Entry>>();
  readonly #dynamic = new Map<string, Row<Entry>>();

  /** The first entry of a pattern and method stays. */
  add(pattern: string, method: Method | "ALL", entry: Entry): void {
    const rows = /[:*{}()?+\\]/.test(pattern) ? this.#dynamic : this.#literal;
    let row = rows.get(pattern);
    if (row === undefined) {
      row = { pattern, matcher: new URLPattern({ pathname: pattern }), entries: new Map() };
      rows.set(pattern, row);
    }
    if (!row.entries.has(method)) row.entries.set(method, entry);
  }

  find(pathname: string, method: string): Match<Entry> {
    const allowed = new Set<string>();
    for (const [row, params] of this.#rows(pathname)) {
      const entry = row.entries.get(method) ?? (method === "HEAD" ? row.entries.get("GET") : undefined) ??
        row.entries.get("ALL");
      if (entry !== undefined) return { kind: "found", entry, pattern: row.pattern, params };
      for (const name of row.entries.keys()) allowed.add(name);
    }
    return allowed.size === 0 ? { kind: "nothing" } : { kind: "wrong_method", allowed: [...allowed] };
  }

  *#rows(pathname: string): Iterable<[Row<Entry>, Record<string, string>]> {
    const literal = this.#literal.get(pathname);
    if (literal !== undefined) yield [literal, {}];
    for (const row of this.#dynamic.values()) {
      const groups = row.matcher.exec({ pathname })?.pathname.groups;
      if (groups !== undefined) yield [row, decoded(groups)];
    }
  }
}

interface Row<Entry> {
  pattern: string;
  matcher: URLPattern;
  entries: Map<string, Entry>;
}

function decoded(groups: Record<string, string | undefined>): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(groups)) {
    if (value === undefined) continue;
    try {
      params[name] = decodeURIComponent(value);
    } catch {
      params[name] = value; // Not UTF-8 behind the percent signs: the handler sees it as it came.
    }
  }
  return params;
}
