import type { ApiKeyEntry } from "../contracts/api_key.ts";
import type { FeedAnswer, FeedWatcher, Watch } from "./feed_answer.ts";

export interface ApiKeyChange {
  tenantId: string;
  keyId: string;
  keyVersion: number;
}

/** Carries the API keys' entries (hashes only) to the gateways. */
export interface KeyDirectory {
  /** Stores and announces an entry; a keyVersion lower than the one held is ignored. Throws when unreachable. */
  put(entry: ApiKeyEntry): Promise<"stored" | "stale">;

  /** One key by its public id. Never throws. */
  get(keyId: string): Promise<FeedAnswer<ApiKeyEntry>>;

  /** As `ConfigFeed.watch`. */
  watch(watcher: FeedWatcher<ApiKeyChange>): Watch;
}
