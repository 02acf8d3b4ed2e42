import type { Clock } from "../../shared/time/clock.ts";
import type { AnswerCache, CachedAnswer, CacheLookup, CachePlace } from "./answer_cache.ts";

export interface MemoryAnswerCacheOptions {
  clock: Clock;
  /** What all answers together may take, bytes. Default 64 MiB. */
  bytesMax?: number;
}

/** Keeps answers in this process; when they grow too many, those not asked for the longest go. */
export class MemoryAnswerCache implements AnswerCache {
  readonly #clock: Clock;
  readonly #bytesMax: number;
  readonly #entries = new Map<string, { answer: CachedAnswer; untilMs: number }>();
  #bytes = 0;

  constructor({ clock, bytesMax = 64 * 1024 * 1024 }: MemoryAnswerCacheOptions) {
    this.#clock = clock;
    this.#bytesMax = bytesMax;
  }

  /** What the answers take together, bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  get(place: CachePlace): CacheLookup {
    const key = keyOf(place);
    const entry = this.#entries.get(key);
    if (entry === undefined) return { state: "miss" };
    this.#remove(key);
    if (entry.untilMs <= this.#clock.monotonic()) return { state: "miss" };
    this.#add(key, entry);
    return { state: "hit", answer: entry.answer };
  }

  put(place: CachePlace, answer: CachedAnswer, ttlMs: number): void {
    const key = keyOf(place);
    this.#remove(key);
    if (answer.bytes.length > this.#bytesMax) return;
    this.#add(key, { answer, untilMs: this.#clock.monotonic() + ttlMs });
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#remove(oldest);
    }
  }

  close(): Promise<void> {
    this.#entries.clear();
    this.#bytes = 0;
    return Promise.resolve();
  }

  #add(key: string, entry: { answer: CachedAnswer; untilMs: number }): void {
    this.#entries.set(key, entry);
    this.#bytes += entry.answer.bytes.length + OVERHEAD_BYTES;
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.answer.bytes.length + OVERHEAD_BYTES;
  }
}

/** About what an entry takes beside its bytes: many tiny answers must not escape the bound. */
const OVERHEAD_BYTES = 512;

function keyOf({ tenantId, digest }: CachePlace): string {
  return `${tenantId} ${digest}`;
}
