import { setImmediate } from "node:timers";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { WrittenRecord } from "../../shared/transport/written_record.ts";
import { HeldLines } from "./held_lines.ts";
import { JsonWriter } from "./json_writer.ts";
import { packLines } from "./pack_lines.ts";
import { RecentRecords } from "./recent_records.ts";
import { recordIn, RecordLines } from "./record_line.ts";
import type { BeginEstimate, KeepingLog, RecordDraft, RecordLog } from "./record_log.ts";
import { type OpenSegment, openSegmentFile } from "./segment_file.ts";
import { SegmentLedger } from "./segment_ledger.ts";
import { SegmentRecordReader } from "./segment_record_reader.ts";
import type { ShippableSpool } from "./shippable_spool.ts";
import { BOUND_REACHED, type PendingLine, SpoolBound } from "./spool_bound.ts";
import { removeFile, type SpoolDirectory } from "./spool_directory.ts";
import { SpoolLoss } from "./spool_loss.ts";
import { SpoolRefill } from "./spool_refill.ts";
import { SpoolWriter } from "./spool_writer.ts";

export interface SpoolOptions {
  directory: SpoolDirectory;
  clock: Clock;
  logger: Logger;
  /** Bytes that all spools of this data directory may take together. Default 1 GiB. */
  bytesMax?: number;
  /** Bytes that other spools of this data directory take now. Default none. */
  bytesElsewhere?: () => number;
  /** Bytes of lines that memory may hold while the disk refuses them. Default 32 MiB. */
  memoryBytesMax?: number;
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
 * The lines of one turn share one synchronous write. What the disk refuses (it is full, or the bound is reached) is held in
 * memory, numbered and shipped like the rest, and written as soon as the disk takes it, in order: until then a kill loses
 * it. What memory has no room for is counted as lost. Requests go on, since refusing them would lose more.
 */
export class Spool implements RecordLog, KeepingLog, ShippableSpool {
  readonly #options: SpoolOptions;
  readonly #bound: SpoolBound;
  readonly #ledger = new SegmentLedger();
  readonly #writer: SpoolWriter;
  readonly #reader: SegmentRecordReader;
  readonly #recent = new RecentRecords();
  readonly #held: HeldLines;
  readonly #refill: SpoolRefill;
  readonly #loss: SpoolLoss;
  readonly #lines: RecordLines;
  readonly #text = new JsonWriter();
  readonly #flushTurn = () => this.#flush();
  #turn: { lines: PendingLine[]; written: PromiseWithResolvers<void> } | null = null;
  #lastN = 0;
  #watermark = 0;
  #closed = false;
  #closing: Promise<void> | null = null;
  #onRecords: () => void = () => {};

  constructor(options: SpoolOptions) {
    const { directory, clock, logger } = options;
    this.#options = options;
    const bytesElsewhere = options.bytesElsewhere ?? (() => 0);
    this.#bound = new SpoolBound(options.bytesMax ?? 1_024 ** 3, () => this.#ledger.bytes + bytesElsewhere());
    this.#held = new HeldLines(options.memoryBytesMax ?? 32 * 1_024 ** 2);
    this.#loss = new SpoolLoss({ logger, clock, heldRecords: () => this.#held.records });
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
    this.#refill = new SpoolRefill({
      clock,
      held: this.#held,
      bound: this.#bound,
      writer: this.#writer,
      ledger: this.#ledger,
      loss: this.#loss,
    });
    this.#lines = new RecordLines(directory.instance);
  }

  get instance(): string {
    return this.#options.directory.instance;
  }

  /** The highest n given, whether its record is on disk or in memory; 0 before the first. */
  get lastN(): number {
    return this.#lastN;
  }

  get keptN(): number {
    return (this.#held.firstN ?? this.#lastN + 1) - 1;
  }

  /** Whether the last write went well. */
  get writable(): boolean {
    return this.#loss.writable;
  }

  /** Whether records are being lost: neither disk nor memory takes them. */
  get losing(): boolean {
    return this.#loss.losing;
  }

  /** Records in memory only: neither on disk nor known as committed. A kill loses them, unless the stream has them. */
  get heldRecords(): number {
    return this.#held.records;
  }

  /** Records of this process that were lost since it started; they have no number. */
  get lostRecords(): number {
    return this.#loss.records;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#ledger.bytes;
  }

  /** Calls `listener` after every turn that brought records. */
  onRecords(listener: () => void): void {
    this.#onRecords = listener;
  }

  begin(draft: RecordDraft, estimate: BeginEstimate): Promise<void> {
    return this.#enqueue(draft, estimate);
  }

  finish(draft: RecordDraft): Promise<void> {
    return this.#enqueue(draft, null);
  }

  async read(afterN: number, recordsMax: number): Promise<WrittenRecord[]> {
    const inMemory = this.#recent.read(afterN, recordsMax);
    if (inMemory !== null) return inMemory;
    const onDisk = afterN < this.keptN ? await this.#reader.read(afterN, recordsMax) : [];
    // Behind what is on disk, and behind lines there that cannot be read any more, comes what memory holds.
    return onDisk.length > 0 ? onDisk : this.#held.read(Math.max(afterN, this.keptN), recordsMax);
  }

  async release(watermark: number): Promise<void> {
    this.#watermark = Math.max(this.#watermark, watermark);
    for (const id of this.#held.release(this.#watermark)) this.#ledger.ended(id);
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
    await this.#refill.stop();
    await this.#writer.close();
    const { directory, logger } = this.#options;
    if (this.#held.records > 0) {
      // Those that were shipped may be committed yet. Those that were not are missing from then on, as numbers.
      logger.error("records_not_kept", { records: this.#held.records, firstN: this.#held.firstN, lastN: this.#lastN });
    }
    if (this.#ledger.openBegins > 0 || this.#lastN > this.#watermark) return directory.release();
    for (const segment of this.#ledger.segments) await removeFile(segment.path);
    await directory.remove();
  }

  /** `estimate`: of a begin line; null: it is a record's. */
  #enqueue(draft: RecordDraft, estimate: BeginEstimate | null): Promise<void> {
    const from = this.#text.length;
    const line = { id: draft.id, isRecord: estimate === null, from, to: from };
    try {
      // At once: a begun request's record goes on being filled in.
      if (estimate === null) this.#lines.record(this.#text, draft);
      else this.#lines.begin(this.#text, draft, estimate);
      line.to = this.#text.length;
    } catch (fault) {
      this.#text.cut(from);
      this.#lose(line);
      this.#loss.failed(fault);
      return Promise.resolve();
    }
    if (this.#turn === null) {
      this.#turn = { lines: [], written: Promise.withResolvers() };
      // After everything that is ready now was heard, all of which shares one write; a request that is alone waits for nobody.
      const others = this.#ledger.openBegins - (estimate === null ? 1 : 0);
      if (others > 0) setImmediate(this.#flushTurn);
      else queueMicrotask(this.#flushTurn);
    }
    this.#turn.lines.push(line);
    return this.#turn.written.promise;
  }

  #flush(): void {
    const turn = this.#turn;
    if (turn === null) return;
    this.#turn = null;
    try {
      const bytes = this.#text.take();
      if (this.#closed) throw new Error("the spool is closed");
      const before = this.#lastN;
      // Behind records that wait others wait, too: the order on disk is that of the numbers.
      if (this.#held.records > 0) this.#hold(bytes, turn.lines);
      else this.#writeLines(bytes, turn.lines);
      if (this.#lastN > before) this.#onRecords();
    } catch (fault) {
      for (const line of turn.lines) this.#lose(line);
      this.#loss.failed(fault);
    } finally {
      // Whatever happened: a request that waits here for ever would be worse than a lost line.
      turn.written.resolve();
    }
  }

  #writeLines(bytes: Uint8Array<ArrayBuffer>, lines: PendingLine[]): void {
    if (this.#bound.fits(bytes.length)) {
      const { whole, fault } = this.#append(bytes, lines);
      if (whole < lines.length) this.#hold(bytes, lines.slice(whole));
      if (fault !== null) this.#loss.failed(fault);
      else if (this.#held.isEmpty) this.#loss.recovered();
      return;
    }
    const { fitting, others } = this.#bound.divide(lines);
    const packed = packLines(bytes, fitting);
    const { whole, fault } = this.#append(packed.bytes, packed.lines);
    this.#hold(packed.bytes, packed.lines.slice(whole));
    this.#hold(bytes, others);
    if (fault !== null || others.length > 0) this.#loss.failed(fault ?? new Error(BOUND_REACHED));
  }

  /** Numbers and writes lines, which are all of `bytes`; answers how many are whole on disk, and why the others are not. */
  #append(bytes: Uint8Array<ArrayBuffer>, lines: readonly PendingLine[]): { whole: number; fault: unknown } {
    if (lines.length === 0) return NOTHING_TO_WRITE;
    let n = this.#lastN;
    for (const { isRecord, from } of lines) if (isRecord) this.#lines.number(bytes, from, ++n);
    const { segment, written, fault } = this.#writer.append(bytes);
    let whole = 0;
    for (const { id, isRecord, from, to } of lines) {
      if (to > written) break;
      whole++;
      if (isRecord) this.#ledger.recorded(segment!, id, this.#number(id, recordIn(bytes, from, to)));
      else this.#ledger.began(segment!, id);
    }
    return { whole, fault };
  }

  /** Gives a record that is written or held the next number: what is lost has none, and the sequence has no gap. */
  #number(id: string, record: Uint8Array<ArrayBuffer>): number {
    this.#held.ended(id);
    this.#recent.push({ n: ++this.#lastN, bytes: record });
    return this.#lastN;
  }

  #hold(bytes: Uint8Array<ArrayBuffer>, lines: readonly PendingLine[]): void {
    for (const line of lines) {
      // A copy, so that what is held is all that is kept alive.
      const own = bytes.slice(line.from, line.to);
      const isHeld = line.isRecord ? this.#holdRecord(line.id, own) : this.#held.holdBegin(line.id, own);
      if (isHeld) this.#refill.wake();
      else this.#lose(line);
    }
  }

  #holdRecord(id: string, line: Uint8Array<ArrayBuffer>): boolean {
    const n = this.#lastN + 1;
    this.#lines.number(line, 0, n);
    if (!this.#held.holdRecord({ id, n, bytes: line })) return false;
    this.#number(id, recordIn(line, 0, line.length));
    this.#loss.heldRecord();
    return true;
  }

  #lose({ id, isRecord }: PendingLine): void {
    if (!isRecord) return this.#loss.begin();
    this.#held.ended(id);
    // Its begin line must not hold up the segment for ever. Until that goes, an adopter would call it interrupted.
    this.#ledger.ended(id);
    this.#loss.record(id);
  }
}

const NOTHING_TO_WRITE = { whole: 0, fault: null };
