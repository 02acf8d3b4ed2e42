import type { RevisionRoute } from "../contracts/config_revision.ts";

/** The other names of a project's routes: whole ones first, then the longest prefix (`claude-*`). */
export class RouteAliases {
  readonly #exact = new Map<string, RevisionRoute>();
  /** By the prefix itself; looked up at each length that there is, the longest first. */
  readonly #prefixes = new Map<string, RevisionRoute>();
  readonly #lengths: readonly number[];

  /** Where two routes claim one alias, the one that comes first has it. */
  constructor(routes: Iterable<RevisionRoute>) {
    for (const route of routes) {
      for (const alias of route.aliases ?? []) {
        const isPrefix = alias.endsWith("*");
        const names = isPrefix ? this.#prefixes : this.#exact;
        const name = isPrefix ? alias.slice(0, -1) : alias;
        if (!names.has(name)) names.set(name, route);
      }
    }
    this.#lengths = [...new Set([...this.#prefixes.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a);
  }

  find(model: string): RevisionRoute | undefined {
    const exact = this.#exact.get(model);
    if (exact !== undefined) return exact;
    for (const length of this.#lengths) {
      if (length > model.length) continue;
      const route = this.#prefixes.get(model.slice(0, length));
      if (route !== undefined) return route;
    }
    return undefined;
  }
}
