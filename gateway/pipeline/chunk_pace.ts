import type { SlowStream } from "../../shared/contracts/route_tree.ts";

/**
 * Watches whether a stream keeps its pace: in windows one behind the other from the first content on, each has to bring
 * its number of chunks. It is looked at when a window ends, and not at every chunk.
 */
export class ChunkPace {
  readonly limit: SlowStream;
  readonly #count: () => number;
  #windowStartMs = Infinity;
  #countBefore = 0;

  /** `count`: chunks so far, the first content included. */
  constructor(limit: SlowStream, count: () => number) {
    this.limit = limit;
    this.#count = count;
  }

  /** When the present window ends, monotonic milliseconds; infinite before the first content. */
  get dueMs(): number {
    return this.#windowStartMs + this.limit.windowMs;
  }

  /** The first content is there; a window begins. */
  begin(nowMs: number): void {
    this.#windowStartMs = nowMs;
    this.#countBefore = this.#count();
  }

  /** Time in which we ourselves did not read is no part of a window. */
  leaveOut(ms: number): void {
    this.#windowStartMs += ms;
  }

  /** Whether a window has ended with too few chunks; after one that had enough, the next begins. */
  isTooSlow(nowMs: number): boolean {
    if (nowMs < this.dueMs) return false;
    if (this.#count() - this.#countBefore < this.limit.chunksMin) return true;
    this.begin(nowMs);
    return false;
  }
}
