/** Remembers the last `idsMax` ids. */
export class RecentIds {
  readonly #idsMax: number;
  readonly #ids = new Set<string>();

  constructor(idsMax: number) {
    this.#idsMax = idsMax;
  }

  /** Whether the id is new; it is remembered from now on. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > this.#idsMax) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    // A set keeps the order of insertion.
    for (const id of this.#ids) {
      this.#ids.delete(id);
      return;
    }
  }
}
