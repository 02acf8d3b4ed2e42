/** A map of bounded size that forgets what was not asked for the longest. */
export class LruMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #sizeMax: number;
  readonly #onEvict: (key: K, value: V) => void;

  constructor(sizeMax: number, onEvict: (key: K, value: V) => void = () => {}) {
    this.#sizeMax = sizeMax;
    this.#onEvict = onEvict;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value, which counts as asked for. */
  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** The value, which does not count as asked for. */
  peek(key: K): V | undefined {
    return this.#entries.get(key);
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#sizeMax) return;
    const [oldestKey, oldest] = this.#entries.entries().next().value!;
    this.#entries.delete(oldestKey);
    this.#onEvict(oldestKey, oldest);
  }

  delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  /** The keys, longest unasked for first. */
  keys(): K[] {
    return [...this.#entries.keys()];
  }

  values(): IterableIterator<V> {
    return this.#entries.values();
  }
}
