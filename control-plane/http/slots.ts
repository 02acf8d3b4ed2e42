/** Bounds how many of something run at a time in this process: of each one's, and of all together. */
export class Slots {
  readonly #eachMax: number;
  readonly #allMax: number;
  readonly #taken = new Map<string, number>();
  #all = 0;

  constructor({ eachMax, allMax }: { eachMax: number; allMax: number }) {
    this.#eachMax = eachMax;
    this.#allMax = allMax;
  }

  /** How many run. */
  get all(): number {
    return this.#all;
  }

  /** Takes a place; what is answered gives it back, once, however often it is called. Null when there is none. */
  take(whose: string): (() => void) | null {
    const taken = this.#taken.get(whose) ?? 0;
    if (taken >= this.#eachMax || this.#all >= this.#allMax) return null;
    this.#taken.set(whose, taken + 1);
    this.#all++;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#all--;
      const left = this.#taken.get(whose)! - 1;
      if (left === 0) this.#taken.delete(whose);
      else this.#taken.set(whose, left);
    };
  }
}
