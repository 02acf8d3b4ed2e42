import type { RequestRecord } from "../contracts/request_record.ts";
import type { WrittenRecord } from "./written_record.ts";

/** Where a record stands in the stream: `epoch:entryId:index`; opaque to clients, ordered within one epoch. */
export type RecordCursor = string;

export type AppendResult =
  /** Stored. `epoch` is the stream's: another one than before means that the stream was lost in between. */
  | { state: "appended"; epoch: string }
  /** The stream holds as many uncommitted records as it may: try again later, keep the spool. */
  | { state: "full" }
  /** Unreachable, or without an epoch (nobody has initialised it since it was emptied): try again later. */
  | { state: "unavailable"; reason: string };

/** Records as one consumer received them; not gone from the stream until acknowledged. */
export interface RecordDelivery {
  /** The stream's entry, opaque. */
  entryId: string;
  records: RequestRecord[];
  /** How many records of the entry do not parse: already reported, gone from the stream once it is acknowledged. */
  rejected: number;
  /**
   * The numbers of those whose number could be read all the same. Without moving the watermark past them their instance's
   * spool would be kept, and shipped again, for ever.
   */
  rejectedSequences: RequestRecord["sequence"][];
}

export interface TailedRecord {
  cursor: RecordCursor;
  record: RequestRecord;
}

/** The shipper's side. */
export interface RecordStreamWriter {
  /**
   * Appends records, kept in order within one call and between calls of one writer; at most 50 records a stream entry.
   * After `unavailable` the records may be in the stream all the same: ship them again. Never throws.
   */
  append(records: readonly WrittenRecord[]): Promise<AppendResult>;

  /**
   * Up to which n the records of an instance are committed to the database; 0 when unknown. Null when unreachable: never
   * throws.
   */
  watermark(instance: string): Promise<number | null>;

  /** Tells that the connection was lost and is back: whatever is above the watermark must be shipped again. */
  onReconnect(listener: () => void): { close(): void };
}

/** The recorder's side: one consumer group, any number of consumers. */
export interface RecordStreamReader {
  /**
   * Makes the group, and an epoch where there is none (`created`). `watermarks` (the database's) are put back where the
   * store has none or lower ones. Throws a `TransportError` when unreachable.
   */
  initialise(watermarks: ReadonlyMap<string, number>): Promise<{ epoch: string; created: boolean }>;

  /**
   * The next deliveries, first those of this consumer that it has not acknowledged, then those idle for over
   * `claimIdleMs` with another (default 30,000), then new ones. Waits up to `blockMs` (default 1,000) for new ones;
   * empty when none came or when aborted. Whatever is not acknowledged is delivered again by the next call.
   *
   * Gives at most `recordsMax` records, but one entry (50 records) at least. Throws a `TransportError`: `unreachable`,
   * `closed`, or `uninitialised` when the group or the epoch is gone (initialise again). A consumer reads one at a time.
   */
  read(
    consumer: string,
    options: { recordsMax: number; blockMs?: number; claimIdleMs?: number; signal?: AbortSignal },
  ): Promise<RecordDelivery[]>;

  /**
   * Entries are committed: acknowledges them, raises watermarks (never lowers one), trims what is old (see below). Throws a
   * `TransportError`; when `uninitialised`, the watermarks were raised all the same.
   */
  acknowledge(entryIds: string[], watermarks: ReadonlyMap<string, number>): Promise<void>;
}

/** The live tail's side. */
export interface RecordStreamTail {
  /**
   * The stream's end now and its epoch: reading after it gives only what comes later. Where there is no epoch yet the
   * cursor belongs to none, and the first reading after one came says `gap`. Throws when unreachable.
   */
  end(): Promise<{ epoch: string | null; cursor: RecordCursor }>;

  /**
   * Records after a cursor. `gap`: the cursor's epoch is not the stream's, or what followed it was trimmed; then reading
   * starts at the oldest record held. Waits up to `blockMs` (default 0: not at all) for the first; ends early and empty
   * when aborted. A stream without an epoch gives nothing until it is initialised. Throws when unreachable.
   */
  readAfter(
    cursor: RecordCursor,
    options: { recordsMax: number; blockMs?: number; signal?: AbortSignal },
  ): Promise<{ records: TailedRecord[]; cursor: RecordCursor; gap: boolean }>;
}

/**
 * Carries request records from the gateways' spools to the recorder and the live tails.
 *
 * Committed records stay until 15 minutes have passed or 100,000 newer records came, whichever is first; uncommitted ones
 * are never trimmed. At `uncommittedMax` uncommitted records (default 1,000,000) `append` answers `full`. In memory the
 * bounds are lower: see `record_stream_bounds.ts`.
 */
export interface RecordStream {
  readonly writer: RecordStreamWriter;
  readonly reader: RecordStreamReader;
  readonly tail: RecordStreamTail;
}
