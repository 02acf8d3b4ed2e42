import type { FeedAnswer } from "../feed_answer.ts";
import type { FeedState } from "../feed_state.ts";

/** The feed's bookkeeping in this process's memory; `onNewEpoch` runs when the feed has been filled anew. */
export class MemoryFeedState implements FeedState {
  #held: { epoch: string; delivered: bigint } | null = null;
  #filling: string | null = null;
  readonly #onNewEpoch: () => void;

  constructor(onNewEpoch: () => void) {
    this.#onNewEpoch = onNewEpoch;
  }

  read(): Promise<{ epoch: string; delivered: bigint } | null> {
    return Promise.resolve(this.#held === null ? null : { ...this.#held });
  }

  clear(nextEpoch: string): Promise<void> {
    this.#held = null;
    this.#filling = nextEpoch;
    return Promise.resolve();
  }

  commit(epoch: string, delivered: bigint): Promise<"committed" | "forgotten"> {
    if (this.#held?.epoch === epoch) {
      if (delivered > this.#held.delivered) this.#held.delivered = delivered;
      return Promise.resolve("committed");
    }
    if (this.#filling !== epoch) return Promise.resolve("forgotten");
    this.#held = { epoch, delivered };
    this.#filling = null;
    this.#onNewEpoch();
    return Promise.resolve("committed");
  }

  /** What the feed answers about an entry that it holds (or, as `undefined`, does not), as `read` reads a copy of it. */
  answer<Entry, T>(entry: Entry | undefined, read: (copy: Entry) => FeedAnswer<T>): Promise<FeedAnswer<T>> {
    if (this.#held === null) return Promise.resolve({ state: "unknown", reason: "the feed has no epoch" });
    // A copy, as any store would give: nobody may change what the feed holds.
    return Promise.resolve(entry === undefined ? { state: "absent" } : read(structuredClone(entry)));
  }

  forget(): void {
    this.#held = null;
    this.#filling = null;
  }
}
