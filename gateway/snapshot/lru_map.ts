/**
 * A map of bounded size that forgets what was not asked for the longest.
 *
 * The order is a ring through the entries. Taking a key out of a `Map` and putting it in again would keep it as well, but makes
 * a new table every few times; and one that was left behind in the old space keeps the next from being collected young.
 */
export class LruMap<K, V> {
  readonly #entries = new Map<K, LruEntry<K, V>>();
  /** Between the entry that was asked for last, before it, and the one that was not for the longest, after it. */
  readonly #ends: LruLink<K, V> = new LruLink();
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
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#asked(entry);
    return entry.value;
  }

  /** The value, which does not count as asked for. */
  peek(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  set(key: K, value: V): void {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.value = value;
      return this.#asked(known);
    }
    const entry = new LruEntry(key, value);
    this.#entries.set(key, entry);
    entry.putBefore(this.#ends);
    if (this.#entries.size <= this.#sizeMax) return;
    const oldest = this.#ends.after as LruEntry<K, V>;
    this.delete(oldest.key);
    this.#onEvict(oldest.key, oldest.value);
  }

  delete(key: K): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    entry.takeOut();
    return this.#entries.delete(key);
  }

  /** The keys, longest unasked for first. */
  keys(): K[] {
    return Array.from(this.#inOrder(), ({ key }) => key);
  }

  /** The values, longest unasked for first. */
  *values(): IterableIterator<V> {
    for (const { value } of this.#inOrder()) yield value;
  }

  #asked(entry: LruEntry<K, V>): void {
    if (this.#ends.before === entry) return;
    entry.takeOut();
    entry.putBefore(this.#ends);
  }

  /** What is taken out or asked for meanwhile does not disturb. */
  #inOrder(): LruEntry<K, V>[] {
    const entries: LruEntry<K, V>[] = [];
    for (let link = this.#ends.after; link !== this.#ends; link = link.after) entries.push(link as LruEntry<K, V>);
    return entries;
  }
}

/** A place in the ring; by itself it is a ring of one. */
class LruLink<K, V> {
  before: LruLink<K, V> = this;
  after: LruLink<K, V> = this;

  putBefore(next: LruLink<K, V>): void {
    this.before = next.before;
    this.after = next;
    next.before.after = this;
    next.before = this;
  }

  takeOut(): void {
    this.before.after = this.after;
    this.after.before = this.before;
    this.before = this.after = this;
  }
}

class LruEntry<K, V> extends LruLink<K, V> {
  readonly key: K;
  value: V;

  constructor(key: K, value: V) {
    super();
    this.key = key;
    this.value = value;
  }
}
