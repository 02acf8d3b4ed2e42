/** How much the record stream holds. */
export interface RecordStreamBounds {
  /** Uncommitted records, counted from the oldest of them, at which `append` answers `full`. */
  uncommittedMax: number;
  /** How long committed records stay, milliseconds. */
  retainedMs: number;
  /** How many newer records make a committed one go before `retainedMs` have passed. */
  retainedRecords: number;
}

/** The bounds of a stream in Redis: at 1.5 KB a record about 150 MB committed, 1.5 GB at most uncommitted. */
export const REDIS_RECORD_STREAM_BOUNDS: RecordStreamBounds = {
  uncommittedMax: 1_000_000,
  retainedMs: 15 * 60_000,
  retainedRecords: 100_000,
};

/** The bounds of a stream in the process's own memory, where the spool on disk holds whatever is above them. */
export const MEMORY_RECORD_STREAM_BOUNDS: RecordStreamBounds = {
  uncommittedMax: 50_000,
  retainedMs: 15 * 60_000,
  retainedRecords: 10_000,
};

/** The most records that one entry of the stream holds. */
export const RECORDS_PER_ENTRY_MAX = 50;
