/** The most paths that are listed one by one; a long conversation could otherwise fill a response header. */
const DROPPED_MAX = 32;

/** What a translation could not say in the other dialect: fields that it left out, and what makes it impossible. */
export class TranslationNotes {
  readonly #dropped = new Set<string>();
  #refusal: string | null = null;

  /** Notes a field of the request that the provider does not have, as a JSON path. */
  drop(path: string): void {
    this.#dropped.add(path);
  }

  /** Notes why the request cannot be translated; the first reason stays. `path` is the field, `why` follows it. */
  refuse(path: string, why: string): void {
    this.#refusal ??= `'${path}' ${why}`;
  }

  /** Null when the translation is possible. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** The fields left out, 32 at most; how many more there were takes the last place. */
  get droppedFields(): string[] {
    const all = [...this.#dropped];
    return all.length <= DROPPED_MAX
      ? all
      : [...all.slice(0, DROPPED_MAX - 1), `and ${all.length - DROPPED_MAX + 1} more`];
  }
}
