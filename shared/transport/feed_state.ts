/** The feed's own bookkeeping, by which the reconciler sees that a store forgot or was restored from the past. */
export interface FeedState {
  /** The epoch and the highest outbox id delivered; null when the feed has no epoch. Throws when the store is unreachable. */
  read(): Promise<{ epoch: string; delivered: bigint } | null>;

  /**
   * Begins to fill the feed: takes the epoch away, so that absence means nothing meanwhile, and remembers that
   * `nextEpoch` is being filled. An empty feed is filled in the same way. Throws when unreachable.
   */
  clear(nextEpoch: string): Promise<void>;

  /**
   * Says that everything up to an outbox id is in the feed, under this epoch; `delivered` never falls within an epoch.
   * A new epoch makes every watcher resync.
   *
   * `forgotten`: nothing was written, because the store neither holds this epoch nor remembers `clear(epoch)`. It was
   * emptied in between, or another control plane is filling it: read, and if there is no epoch begin again with `clear`.
   * Throws when unreachable.
   */
  commit(epoch: string, delivered: bigint): Promise<"committed" | "forgotten">;
}
