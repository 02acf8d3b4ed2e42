/** The feed's own bookkeeping, by which the reconciler sees that a store forgot or was restored from the past. */
export interface FeedState {
  /** The epoch and the highest outbox id delivered; null when the feed has no epoch. Throws when the store is unreachable. */
  read(): Promise<{ epoch: string; delivered: bigint } | null>;

  /**
   * Takes the epoch away, so that absence means nothing while the feed is filled again. Throws when unreachable.
   */
  clear(): Promise<void>;

  /** Says that everything up to an outbox id is in the feed, under this epoch. Throws when unreachable. */
  commit(epoch: string, delivered: bigint): Promise<void>;

  /**
   * Moves the mark from one outbox id up to a higher one. False, and nothing is changed, when the feed has not this epoch
   * or its mark is below `from`: it forgot, or was restored from the past, and must be filled anew. One atomic step in
   * the store, because a mark set a moment after a loss would hide the loss. Throws when unreachable.
   */
  advance(epoch: string, from: bigint, to: bigint): Promise<boolean>;
}
