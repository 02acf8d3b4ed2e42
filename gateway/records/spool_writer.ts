import type { Clock } from "../../shared/time/clock.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { OpenSegment, SegmentFile } from "./segment_file.ts";
import type { SegmentLedger, SegmentState } from "./segment_ledger.ts";
import type { SpoolDirectory } from "./spool_directory.ts";

export interface SpoolWriterOptions {
  directory: SpoolDirectory;
  ledger: SegmentLedger;
  clock: Clock;
  logger: Logger;
  openSegment: OpenSegment;
  /** A segment is closed when it has grown to this. */
  segmentBytesMax: number;
  /** How long written bytes may wait for the disk. */
  syncEveryMs: number;
}

/** The bytes' way to disk: the segment that is written to, its rotation, repair after a failed write, and syncing. */
export class SpoolWriter {
  readonly #options: SpoolWriterOptions;
  readonly #closing = new AbortController();
  readonly #background = new Set<Promise<void>>();
  #open: { file: SegmentFile; state: SegmentState } | null = null;
  #nextSegment = 1;
  /** Bytes of a failed write lie behind the last whole line and have to go before the next one. */
  #torn = false;
  #syncDue = false;

  constructor(options: SpoolWriterOptions) {
    this.#options = options;
  }

  /**
   * Appends bytes that end in a newline; synchronous. Answers the segment that took them and how many it took: fewer than
   * given when the disk refused the rest; then `fault` says why.
   */
  append(bytes: Uint8Array): { segment: SegmentState | null; written: number; fault: unknown } {
    let written = 0;
    try {
      const { file, state } = this.#segment();
      while (written < bytes.length) {
        const taken = file.write(written === 0 ? bytes : bytes.subarray(written));
        if (taken === 0) throw new Error("the file took no bytes");
        written += taken;
      }
      this.#options.ledger.grew(state, written);
      this.#scheduleSync();
      return { segment: state, written, fault: null };
    } catch (fault) {
      return { segment: this.#keepWholeLines(bytes, written), written: lastLineEnd(bytes, written), fault };
    }
  }

  /** Puts what was written on disk and closes the files. */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#open !== null) this.#retire(this.#open.file);
    this.#open = null;
    await Promise.all(this.#background);
  }

  #segment(): { file: SegmentFile; state: SegmentState } {
    if (this.#torn) this.#cutTornEnd();
    if (this.#open !== null && this.#open.state.bytes < this.#options.segmentBytesMax) return this.#open;
    try {
      return this.#openNext();
    } catch (fault) {
      // Out of file handles, say: a segment that grows too long is better than none.
      if (this.#open !== null) return this.#open;
      throw fault;
    }
  }

  #openNext(): { file: SegmentFile; state: SegmentState } {
    // Counted up even when opening fails half-way: the number may be taken by then.
    const number = this.#nextSegment++;
    const path = this.#options.directory.segmentPath(number);
    const file = this.#options.openSegment(path);
    if (this.#open !== null) this.#retire(this.#open.file);
    this.#open = { file, state: this.#options.ledger.add(number, path) };
    return this.#open;
  }

  /** After a write that failed half-way: whole lines count as written, what is left of a torn one goes. */
  #keepWholeLines(bytes: Uint8Array, written: number): SegmentState | null {
    if (this.#open === null) return null;
    const kept = lastLineEnd(bytes, written);
    if (kept > 0) this.#options.ledger.grew(this.#open.state, kept);
    this.#torn ||= written > kept;
    try {
      if (this.#torn) this.#cutTornEnd();
    } catch {
      // Tried again before the next line: nothing may be written behind a torn one.
    }
    return this.#open.state;
  }

  #cutTornEnd(): void {
    if (this.#open !== null) this.#open.file.truncate(this.#open.state.bytes);
    this.#torn = false;
  }

  #scheduleSync(): void {
    if (this.#syncDue || this.#closing.signal.aborted) return;
    this.#syncDue = true;
    this.#inBackground(async () => {
      await this.#options.clock.delay(this.#options.syncEveryMs, this.#closing.signal).catch(() => {});
      this.#syncDue = false;
      // Closing syncs by itself.
      if (!this.#closing.signal.aborted) await this.#sync(this.#open?.file);
    });
  }

  #retire(file: SegmentFile): void {
    this.#inBackground(async () => {
      await this.#sync(file);
      file.close();
    });
  }

  async #sync(file: SegmentFile | undefined): Promise<void> {
    try {
      await file?.sync();
    } catch (error) {
      // What is lost by this is lost only if the host goes down too, which is outside of what is promised.
      this.#options.logger.warn("spool_sync_failed", { error });
    }
  }

  #inBackground(work: () => Promise<void>): void {
    const running = work().finally(() => this.#background.delete(running));
    this.#background.add(running);
  }
}

/** Where the last whole line within the first `written` bytes ends. */
function lastLineEnd(bytes: Uint8Array, written: number): number {
  return written === 0 ? 0 : bytes.lastIndexOf(10, written - 1) + 1;
}
