import type { Clock } from "../../shared/time/clock.ts";

/** What is called with the items of one batch, and since when (monotonic milliseconds) the first of them has waited. */
export type BatchCall<Item, Result> = (items: Item[], sinceMs: number) => Promise<readonly Result[]>;

export interface BatchLaneOptions<Item, Result> {
  clock: Clock;
  /** One result an item, in order. */
  call: BatchCall<Item, Result>;
  /** The most items of one call; more go with the next. */
  itemsMax: number;
  /** Nothing waits and nothing is under way any more. */
  onIdle?: () => void;
}

/**
 * Gathers what is asked in one turn, and what comes while a call is under way, into the next call: never more than one is
 * in flight. A call that fails fails what it carried and nothing else.
 */
export class BatchLane<Item, Result> {
  readonly #options: BatchLaneOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #running = false;

  constructor(options: BatchLaneOptions<Item, Result>) {
    this.#options = options;
  }

  add(item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.push({ item, sinceMs: this.#options.clock.monotonic(), resolve, reject });
    if (!this.#running) {
      this.#running = true;
      // Not at once: what else is asked in this turn goes along.
      queueMicrotask(() => void this.#run());
    }
    return promise;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.length <= this.#options.itemsMax
        ? this.#waiting.splice(0)
        : this.#waiting.splice(0, this.#options.itemsMax);
      await this.#send(batch);
    }
    this.#running = false;
    this.#options.onIdle?.();
  }

  async #send(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.call(batch.map(({ item }) => item), batch[0]!.sinceMs);
      if (results.length !== batch.length) throw new Error(`${results.length} results for ${batch.length} items`);
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

interface Waiting<Item, Result> {
  item: Item;
  sinceMs: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}
