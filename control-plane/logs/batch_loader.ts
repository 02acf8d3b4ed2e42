import process from "node:process";

/**
 * Reads what is asked for in one turn by one query, and each key once. For the fields of a list, which are resolved one by
 * one: fifty records ask for their fifty revisions together.
 */
export class BatchLoader<Key, Value> {
  readonly #readAll: (keys: Key[]) => Promise<ReadonlyMap<string, Value>>;
  readonly #nameOf: (key: Key) => string;
  readonly #known = new Map<string, Promise<Value | null>>();
  #batch: { keys: Map<string, Key>; values: Promise<ReadonlyMap<string, Value>> } | null = null;

  /** `readAll` answers what there is, by the names that `nameOf` (default: the key itself) gives keys. */
  constructor(readAll: (keys: Key[]) => Promise<ReadonlyMap<string, Value>>, nameOf: (key: Key) => string = String) {
    this.#readAll = readAll;
    this.#nameOf = nameOf;
  }

  /** Null where there is none. */
  load(key: Key): Promise<Value | null> {
    const name = this.#nameOf(key);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const batch = this.#batch ??= this.#begin();
    batch.keys.set(name, key);
    const value = batch.values.then((values) => values.get(name) ?? null);
    this.#known.set(name, value);
    return value;
  }

  #begin() {
    const keys = new Map<string, Key>();
    // A turn of its own: resolvers of one list may wait for something that is there before they ask.
    const asked = new Promise<void>((resolve) => queueMicrotask(() => process.nextTick(resolve)));
    const values = asked.then(() => {
      this.#batch = null;
      return this.#readAll([...keys.values()]);
    });
    return { keys, values };
  }
}
