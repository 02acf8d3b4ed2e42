/** Remembers the last `idsMax` ids it was told of. */
export class RecentIds {
  readonly #idsMax: number;
  readonly #ids = new Set<string>();

  constructor(idsMax: number) {
    this.#idsMax = idsMax;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= this.#idsMax) return;
    // A set keeps the order of insertion.
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      return;
    }
  }
}
