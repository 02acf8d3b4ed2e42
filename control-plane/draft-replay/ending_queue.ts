/** What ends when, the soonest first: a binary heap. */
export class EndingQueue<Item> {
  readonly #heap: { endMs: number; item: Item }[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(endMs: number, item: Item): void {
    const heap = this.#heap;
    let index = heap.push({ endMs, item }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent]!.endMs <= heap[index]!.endMs) return;
      this.#swap(parent, index);
      index = parent;
    }
  }

  /** Takes out what ends at `nowMs` or before, one at a time; null: nothing does. */
  take(nowMs: number): { endMs: number; item: Item } | null {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.endMs > nowMs) return null;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    const heap = this.#heap;
    for (let index = 0;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let least = index;
      if (left < heap.length && heap[left]!.endMs < heap[least]!.endMs) least = left;
      if (right < heap.length && heap[right]!.endMs < heap[least]!.endMs) least = right;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  }
}
