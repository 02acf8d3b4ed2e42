import type { NanoUsd } from "../../shared/contracts/money.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { RecentRecords } from "./recent_records.ts";
import type { RecordLog, UnnumberedRecord } from "./record_log.ts";
import { type OpenSegment, openSegmentFile } from "./segment_file.ts";
import { SegmentLedger, type SegmentState } from "./segment_ledger.ts";
import { SegmentRecordReader } from "./segment_record_reader.ts";
import type { ShippableSpool } from "./shippable_spool.ts";
import { removeFile, type SpoolDirectory } from "./spool_directory.ts";
import { SpoolLoss } from "./spool_loss.ts";
import { SpoolWriter } from "./spool_writer.ts";

export interface SpoolOptions {
  directory: SpoolDirectory;
  clock: Clock;
  logger: Logger;
  /** Bytes that all spools of this data directory may take together. Default 1 GiB. */
  bytesMax?: number;
  /** Bytes that other spools of this data directory take now. Default none. */
  bytesElsewhere?: () => number;
  /** Default 4 MiB. */
  segmentBytesMax?: number;
  /** Default 100 ms. */
  syncEveryMs?: number;
  /** A test's way to a full or broken disk. */
  openSegment?: OpenSegment;
}

/**
 * The write-ahead log of one process: begin lines and records, on disk before anybody relies on them.
 *
 * The lines of one turn share one synchronous write. What cannot be written (disk full, bound reached) is counted as lost
 * and logged; requests go on, since refusing them would lose more.
 */
export class Spool implements RecordLog, ShippableSpool {
  readonly #options: SpoolOptions;
  readonly #bytesMax: number;
  readonly #ledger = new SegmentLedger();
  readonly #writer: SpoolWriter;
  readonly #reader: SegmentRecordReader;
  readonly #recent = new RecentRecords();
  readonly #loss: SpoolLoss;
  readonly #sequencePrefix: string;
  #turn: { lines: PendingLine[]; written: PromiseWithResolvers<void> } | null = null;
  #watermark = 0;
  #full = false;
  #closed = false;
  #closing: Promise<void> | null = null;
  #onRecords: () => void = () => {};

  constructor(options: SpoolOptions) {
    const { directory, clock, logger } = options;
    this.#options = options;
    this.#bytesMax = options.bytesMax ?? 1_024 ** 3;
    this.#loss = new SpoolLoss(logger, clock);
    this.#reader = new SegmentRecordReader({ ledger: this.#ledger, logger });
    this.#writer = new SpoolWriter({
      directory,
      ledger: this.#ledger,
      clock,
      logger,
      openSegment: options.openSegment ?? openSegmentFile,
      segmentBytesMax: options.segmentBytesMax ?? 4 * 1_024 ** 2,
      syncEveryMs: options.syncEveryMs ?? 100,
    });
    this.#sequencePrefix = `,"sequence":{"instance":${JSON.stringify(directory.instance)},"n":`;
  }

  get instance(): string {
    return this.#options.directory.instance;
  }

  get lastN(): number {
    return this.#ledger.lastN;
  }

  /** Whether the last write went well. */
  get writable(): boolean {
    return this.#loss.writable;
  }

  /** Records of this process that could not be written down, since it started. */
  get lostRecords(): number {
    return this.#loss.records;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#ledger.bytes;
  }

  /** Calls `listener` after every write that brought records. */
  onRecords(listener: () => void): void {
    this.#onRecords = listener;
  }

  begin(record: UnnumberedRecord, estimate: { reservationId: string | null; nanoUsd: NanoUsd | null }): Promise<void> {
    const line = { type: "begin", reservationId: estimate.reservationId, estimatedNanoUsd: estimate.nanoUsd, record };
    return this.#enqueue(record.id, null, () => JSON.stringify(line) + "\n");
  }

  finish(record: UnnumberedRecord): Promise<void> {
    // Without its last brace, so that the number can be written behind it once it is known.
    return this.#enqueue(record.id, record, () => '{"type":"record","record":' + JSON.stringify(record).slice(0, -1));
  }

  async read(afterN: number, recordsMax: number): Promise<RequestRecord[]> {
    return this.#recent.read(afterN, recordsMax) ?? await this.#reader.read(afterN, recordsMax);
  }

  async release(watermark: number): Promise<void> {
    this.#watermark = Math.max(this.#watermark, watermark);
    for (const segment of this.#ledger.releasable(this.#watermark)) {
      await removeFile(segment.path);
      this.#ledger.removed(segment);
    }
  }

  /** Writes what waits and lets go of the files; a spool that nothing needs any more is deleted, another is left to be adopted. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#flush();
    this.#closed = true;
    await this.#writer.close();
    const { directory } = this.#options;
    if (this.#ledger.openBegins > 0 || this.#ledger.lastN > this.#watermark) return directory.release();
    for (const segment of this.#ledger.segments) await removeFile(segment.path);
    await directory.remove();
  }

  #enqueue(id: string, record: UnnumberedRecord | null, write: () => string): Promise<void> {
    let text: string;
    try {
      // At once: a begun request's record goes on being filled in.
      text = write();
    } catch (fault) {
      this.#lose({ id, record, text: "", n: 0 }, fault);
      return Promise.resolve();
    }
    if (this.#turn === null) {
      this.#turn = { lines: [], written: Promise.withResolvers() };
      queueMicrotask(() => this.#flush());
    }
    this.#turn.lines.push({ id, record, text, n: 0 });
    return this.#turn.written.promise;
  }

  #flush(): void {
    const turn = this.#turn;
    if (turn === null) return;
    this.#turn = null;
    try {
      if (this.#closed) throw new Error("the spool is closed");
      this.#writeLines(this.#within(turn.lines));
    } catch (fault) {
      for (const line of turn.lines) this.#lose(line, fault);
    } finally {
      // Whatever happened: a request that waits here for ever would be worse than a lost line.
      turn.written.resolve();
    }
  }

  #writeLines(lines: PendingLine[]): void {
    if (lines.length === 0) return;
    let text = "";
    const before = this.#ledger.lastN;
    let n = before;
    for (const line of lines) {
      if (line.record !== null) {
        line.n = ++n;
        line.text += `${this.#sequencePrefix}${n}}}}\n`;
      }
      text += line.text;
    }
    const bytes = encoder.encode(text);
    const { segment, written, fault } = this.#writer.append(bytes);
    const whole = written === bytes.length ? lines.length : countLines(bytes, written);
    if (segment !== null) { for (const line of lines.slice(0, whole)) this.#wrote(segment, line); }
    // The numbers of what was not written are given to the next records: the sequence has no gap.
    for (const line of lines.slice(whole)) this.#lose(line, fault);
    if (fault === null && !this.#full) this.#loss.recovered();
    if (this.#ledger.lastN > before) this.#onRecords();
  }

  #wrote(segment: SegmentState, line: PendingLine): void {
    if (line.record === null) return this.#ledger.began(segment, line.id);
    this.#ledger.recorded(segment, line.id, line.n);
    this.#recent.push(line.record, { instance: this.instance, n: line.n });
  }

  #lose(line: PendingLine, fault: unknown): void {
    if (line.record === null) return this.#loss.begin(fault);
    // Its begin line must not hold up the segment for ever. Until that goes, an adopter would call it interrupted.
    this.#ledger.ended(line.id);
    this.#loss.record(line.id, fault);
  }

  /** The lines that the bound leaves room for; the others are lost. */
  #within(lines: PendingLine[]): PendingLine[] {
    const taken = this.#ledger.bytes + (this.#options.bytesElsewhere?.() ?? 0);
    let characters = 0;
    for (const line of lines) characters += line.text.length + NUMBER_BYTES_MAX;
    // A character is three bytes at most.
    this.#full = taken + 3 * characters > this.#bytesMax * BEGIN_SHARE;
    if (!this.#full) return lines;
    let room = this.#bytesMax - taken;
    return lines.filter((line) => {
      const bytes = encoder.encode(line.text).length + NUMBER_BYTES_MAX;
      // Begin lines stop first: a record without a begin line is whole, a begin line without its record is a loss.
      const fits = bytes <= room - (line.record === null ? this.#bytesMax * (1 - BEGIN_SHARE) : 0);
      if (fits) room -= bytes;
      else this.#lose(line, new Error("the spool has reached its bound"));
      return fits;
    });
  }
}

interface PendingLine {
  id: string;
  /** Null for a begin line. */
  record: UnnumberedRecord | null;
  text: string;
  n: number;
}

/** The share of the bound that begin lines may fill. */
const BEGIN_SHARE = 15 / 16;
/** More than a record's sequence takes in its line. */
const NUMBER_BYTES_MAX = 128;
const encoder = new TextEncoder();

function countLines(bytes: Uint8Array, end: number): number {
  let lines = 0;
  for (let index = bytes.indexOf(10); index >= 0 && index < end; index = bytes.indexOf(10, index + 1)) lines++;
  return lines;
}
