import type { BodyEntry } from "../contracts/captured_body.ts";

export type BodyAppendResult =
  | { state: "appended" }
  /** The stream holds as much as it may; nothing was appended. */
  | { state: "full" }
  /** The store does not answer; what was given may have been appended all the same. */
  | { state: "unavailable"; reason: string };

/** An entry as one consumer received it; gone from the stream once it is acknowledged. */
export interface BodyDelivery {
  /** The entry of the stream, opaque. */
  entryId: string;
  /** Null when it cannot be read: acknowledge it all the same. */
  entry: BodyEntry | null;
}

/** The gateway's side. */
export interface BodyStreamWriter {
  /** Appends all of the entries, in order, or none where it is full. Never throws. */
  append(entries: readonly BodyEntry[]): Promise<BodyAppendResult>;
}

/** The recorder's side: one group, any number of consumers. */
export interface BodyStreamReader {
  /**
   * At most `entriesMax` entries, without waiting for any: first what this consumer has not acknowledged, then what another
   * has held for over `claimIdleMs` (default 30,000), then new ones. Throws a `TransportError`.
   */
  read(consumer: string, options: { entriesMax: number; claimIdleMs?: number }): Promise<BodyDelivery[]>;

  /** Takes entries out of the stream: they are stored, or given up. Throws a `TransportError`. */
  acknowledge(entryIds: readonly string[]): Promise<void>;
}

/**
 * Carries captured bodies from the gateways to the recorder. It is lossy: what does not fit is refused, and what the store
 * forgets is gone; nothing is ever trimmed unseen.
 */
export interface BodyStream {
  readonly writer: BodyStreamWriter;
  readonly reader: BodyStreamReader;
}

/** How many bytes of entries the stream holds at most: 256 MiB in Redis, 64 MiB in the process's own memory. */
export const REDIS_BODY_BYTES_MAX = 268_435_456;
export const MEMORY_BODY_BYTES_MAX = 67_108_864;
