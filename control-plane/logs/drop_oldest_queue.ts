/**
 * A queue between one who pushes and never waits and one who takes when it can: at its bound the oldest item gives way,
 * and is counted.
 */
export class DropOldestQueue<T> {
  readonly #itemsMax: number;
  #items: T[] = [];
  #dropped = 0;
  #woken = false;
  #resolve: (() => void) | null = null;

  constructor(itemsMax: number) {
    this.#itemsMax = itemsMax;
  }

  push(item: T): void {
    this.#items.push(item);
    if (this.#items.length > this.#itemsMax) {
      this.#items.shift();
      this.#dropped++;
    }
    this.wake();
  }

  take(): T | undefined {
    return this.#items.shift();
  }

  /** How many items gave way since this was last asked. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** Resolves when there is something to take, or after a `wake()`, also one that came before. One may wait at a time. */
  async wait(): Promise<void> {
    if (this.#items.length === 0 && !this.#woken) await new Promise<void>((resolve) => (this.#resolve = resolve));
    this.#woken = false;
  }

  wake(): void {
    this.#woken = true;
    this.#resolve?.();
    this.#resolve = null;
  }
}
