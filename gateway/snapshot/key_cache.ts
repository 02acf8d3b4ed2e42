import { isDeepStrictEqual } from "node:util";
import type { ApiKeyEntry } from "../../shared/contracts/api_key.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { ApiKeyChange, KeyDirectory } from "../../shared/transport/key_directory.ts";
import { inParallel } from "./in_parallel.ts";
import { LruMap } from "./lru_map.ts";
import { SingleFlight } from "./single_flight.ts";
import type { NewerEntries } from "./newer_entries.ts";
import type { KeyLookup } from "./snapshot.ts";

export interface KeyCacheOptions {
  directory: Pick<KeyDirectory, "get">;
  clock: Clock;
  /** Keys held; the longest unused go first. Default 100,000. */
  keysMax?: number;
  /** A tenant's keys are not what they were: they are due to be saved. */
  onChange: (tenantId: string) => void;
  newerEntries: Pick<NewerEntries, "read">;
}

/** The API keys that this gateway has seen, kept as the directory has them. */
export class KeyCache {
  readonly #options: KeyCacheOptions;
  readonly #held: LruMap<string, Extract<KeyLookup, { state: "found" }>>;
  /** Ids without an entry, and until when that is believed. */
  readonly #misses = new LruMap<string, { lookup: KeyLookup; untilMs: number }>(MISSES_MAX);
  /** Ids that the whole directory did not have any more: what a disk still says of them is void. */
  readonly #gone = new LruMap<string, true>(MISSES_MAX);
  /** Held keys of which the latest is not known. */
  readonly #due = new Set<string>();
  readonly #loads = new SingleFlight();
  #turn = 0;

  constructor(options: KeyCacheOptions) {
    this.#options = options;
    this.#held = new LruMap(options.keysMax ?? 100_000);
  }

  get size(): number {
    return this.#held.size;
  }

  /** A key as it is held, or as the directory has it. */
  lookup(keyId: string): KeyLookup | Promise<KeyLookup> {
    const held = this.#held.get(keyId);
    if (held !== undefined) return held;
    const miss = this.#misses.get(keyId);
    if (miss !== undefined && miss.untilMs > this.#options.clock.monotonic()) return miss.lookup;
    return this.#lookupInDirectory(keyId);
  }

  /** Takes in an entry from the disk. */
  restore(entry: ApiKeyEntry): void {
    if (this.#held.peek(entry.keyId) === undefined) this.#held.set(entry.keyId, { state: "found", entry });
  }

  /** A tenant's keys that are held. */
  entriesOf(tenantId: string): ApiKeyEntry[] {
    return [...this.#held.values()].map(({ entry }) => entry).filter((entry) => entry.tenantId === tenantId);
  }

  /** Whether the directory said that a key does not exist any more. */
  isGone(keyId: string): boolean {
    return this.#gone.peek(keyId) !== undefined;
  }

  /** The directory announced a change. */
  changed({ keyId, keyVersion }: ApiKeyChange): void {
    this.#misses.delete(keyId);
    const held = this.#held.peek(keyId);
    if (held !== undefined ? held.entry.keyVersion >= keyVersion : !this.#loads.isUnderWay(keyId)) return;
    void this.reload(keyId);
  }

  /** Reads a key anew. Never rejects. */
  reload(keyId: string): Promise<void> {
    return this.#loads.runAnew(keyId, () => this.#load(keyId));
  }

  /** Reads every held key anew. Never rejects. */
  reloadAll(): Promise<void> {
    return inParallel(this.#held.keys(), RELOADS_WIDTH, (keyId) => this.reload(keyId));
  }

  /** Reads anew what is due, and the next `count` keys in turn. Never rejects. */
  refresh(count: number): Promise<void> {
    const oldest = this.#held.keys().slice(this.#turn, this.#turn + count);
    this.#turn = oldest.length < count ? 0 : this.#turn + count;
    return inParallel([...new Set([...this.#due, ...oldest])], RELOADS_WIDTH, (keyId) => this.reload(keyId));
  }

  /** Resolves when nothing is being read. */
  idle(): Promise<void> {
    return this.#loads.idle();
  }

  async #lookupInDirectory(keyId: string): Promise<KeyLookup> {
    await this.#loads.run(keyId, () => this.#load(keyId));
    return this.#held.get(keyId) ?? this.#misses.get(keyId)?.lookup ?? { state: "unknown" };
  }

  async #load(keyId: string): Promise<void> {
    const answer = await this.#options.directory.get(keyId);
    const held = this.#held.peek(keyId);
    this.#due.delete(keyId);
    const newer = answer.state === "absent" ? undefined : answer.newer?.[0];
    // A feed that cannot be reached says nothing about the entry.
    if (answer.state !== "unknown" || newer !== undefined) {
      this.#options.newerEntries.read("api_key", keyId, newer ?? null);
    }
    switch (answer.state) {
      case "found":
        this.#misses.delete(keyId);
        this.#gone.delete(keyId);
        return this.#take(answer.value, held?.entry);
      case "absent":
        this.#miss(keyId, { state: "absent" });
        if (held === undefined) return;
        this.#held.delete(keyId);
        this.#gone.set(keyId, true);
        return this.#options.onChange(held.entry.tenantId);
      case "unknown":
        if (held === undefined) return this.#miss(keyId, { state: "unknown" });
        // What is refused stays so until it is written anew.
        if (newer === undefined) this.#due.add(keyId);
    }
  }

  #take(entry: ApiKeyEntry, held: ApiKeyEntry | undefined): void {
    // A store that was restored from its past must not bring a revoked key back to life. The same version may say more than
    // an older build of this gateway kept of it on its disk.
    if (held !== undefined && (held.keyVersion > entry.keyVersion || isDeepStrictEqual(held, entry))) return;
    this.#held.set(entry.keyId, { state: "found", entry });
    this.#options.onChange(entry.tenantId);
  }

  #miss(keyId: string, lookup: KeyLookup): void {
    this.#misses.set(keyId, { lookup, untilMs: this.#options.clock.monotonic() + MISS_MS });
  }
}

/** For how long an id without an entry is not asked for again. */
const MISS_MS = 1_000;
/** Ids are the clients' to invent: what is remembered of them is bounded. */
const MISSES_MAX = 10_000;
const RELOADS_WIDTH = 32;
