import { type ApiKeyEntry, readApiKeyEntry } from "../../contracts/api_key.ts";
import type { FeedAnswer, FeedWatcher, Watch } from "../feed_answer.ts";
import type { FeedWatchers } from "../feed_watchers.ts";
import type { ApiKeyChange, KeyDirectory } from "../key_directory.ts";
import { readFeedEntry } from "../read_feed_entry.ts";
import type { MemoryFeedState } from "./memory_feed_state.ts";

/** The key directory within one process. */
export class MemoryKeyDirectory implements KeyDirectory {
  readonly #entries = new Map<string, ApiKeyEntry>();
  readonly #state: MemoryFeedState;
  readonly #watchers: FeedWatchers<ApiKeyChange>;

  constructor(state: MemoryFeedState, watchers: FeedWatchers<ApiKeyChange>) {
    this.#state = state;
    this.#watchers = watchers;
  }

  put(entry: ApiKeyEntry): Promise<"stored" | "stale"> {
    const { tenantId, keyId, keyVersion } = entry;
    if ((this.#entries.get(keyId)?.keyVersion ?? 0) > keyVersion) return Promise.resolve("stale");
    this.#entries.set(keyId, structuredClone(entry));
    this.#watchers.changed({ tenantId, keyId, keyVersion });
    return Promise.resolve("stored");
  }

  get(keyId: string): Promise<FeedAnswer<ApiKeyEntry>> {
    return this.#state.answer(this.#entries.get(keyId), (entry) => readFeedEntry(keyId, entry, readApiKeyEntry));
  }

  watch(watcher: FeedWatcher<ApiKeyChange>): Watch {
    return this.#watchers.add(watcher);
  }

  forget(): void {
    this.#entries.clear();
  }
}
