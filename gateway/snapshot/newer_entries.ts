import type { Logger } from "../../shared/logging/logger.ts";
import type { NewerEntry } from "../../shared/transport/feed_answer.ts";
import { LruMap } from "./lru_map.ts";

/** What a feed holds. */
export type EntryKind = "revision" | "credential" | "api_key";

/** How many entries there are of each kind. */
export type EntryCounts = Record<EntryKind, number>;

/**
 * What of the feed this build does not understand altogether, because a newer control plane wrote it. What is refused
 * stays as it was before; the log names each entry once, and again when its trouble is another one.
 */
export class NewerEntries {
  readonly #entries = new LruMap<string, NewerEntry & { kind: EntryKind }>(ENTRIES_MAX);
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** An entry was read: whole, as null has it, or not. */
  read(kind: EntryKind, id: string, newer: Omit<NewerEntry, "id"> | null): void {
    const key = `${kind} ${id}`;
    const before = this.#entries.peek(key);
    if (newer === null) return void this.#entries.delete(key);
    const { refused, detail } = newer;
    this.#entries.set(key, { kind, id, refused, detail });
    // What becomes of revisions is told by their acknowledger.
    if (kind === "revision" || (before?.refused === refused && before.detail === detail)) return;
    if (refused) this.#logger.error("feed_entry_refused", { kind, id, detail });
    else this.#logger.warn("feed_entry_fields_passed_over", { kind, id, detail });
  }

  /** Entries that are not used; where there was a last good state, it is. */
  get refused(): EntryCounts {
    return this.#count(true);
  }

  /** Entries that are used but for fields of theirs. */
  get passedOver(): EntryCounts {
    return this.#count(false);
  }

  #count(refused: boolean): EntryCounts {
    const counts: EntryCounts = { revision: 0, credential: 0, api_key: 0 };
    for (const entry of this.#entries.values()) if (entry.refused === refused) counts[entry.kind]++;
    return counts;
  }
}

/** Beyond it the longest unseen are not counted any more. */
const ENTRIES_MAX = 10_000;
