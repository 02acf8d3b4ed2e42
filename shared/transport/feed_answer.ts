/**
 * What a feed says of one entry.
 *
 * - `found`: here it is
 * - `absent`: the feed is whole (it has its epoch) and does not have it
 * - `unknown`: the feed cannot be reached, or forgot (its epoch is missing): serve from the last good state, refuse nobody
 */
export type FeedAnswer<T> = { state: "found"; value: T } | { state: "absent" } | { state: "unknown"; reason: string };

/** Ends a watch; safe to call twice. */
export interface Watch {
  close(): void;
}

/** What a watcher is told. */
export interface FeedWatcher<T> {
  /** An entry changed; called in the order of changes, and again for the same change after a reconnection. */
  changed(change: T): void;
  /** Changes may have been missed (reconnected, emptied, trimmed): read again whatever is held. */
  resync(): void;
}
