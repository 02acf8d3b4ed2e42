/**
 * What a feed says of one entry.
 *
 * - `found`: here it is
 * - `absent`: the feed is whole (it has its epoch) and does not have it
 * - `unknown`: the feed cannot be reached, or forgot (its epoch is missing), or the entry is refused (then `newer` says
 *   so): serve from the last good state, refuse nobody
 */
export type FeedAnswer<T> =
  | { state: "found"; value: T; newer?: NewerEntry[] }
  | { state: "absent" }
  | { state: "unknown"; reason: string; newer?: NewerEntry[] };

/** An entry that this build did not understand altogether: a newer one wrote it. */
export interface NewerEntry {
  /** The id of the key or credential. */
  id: string;
  /** Whether it is not used at all; else only some of its fields are passed over. */
  refused: boolean;
  /** Which field, and why; no value of the entry. */
  detail: string;
}

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
