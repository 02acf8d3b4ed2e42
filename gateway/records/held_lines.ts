import type { WrittenRecord } from "../../shared/transport/written_record.ts";
import { recordIn } from "./record_line.ts";

/** A line that is not on disk, with its newline. */
export interface HeldLine {
  id: string;
  /** The record's number; 0 for a begin line. */
  n: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Lines that the disk refused, in memory until it takes them: records in the order of their n, without a gap between
 * them, and the begin lines of requests under way. A kill loses them.
 */
export class HeldLines {
  readonly #bytesMax: number;
  readonly #records: HeldLine[] = [];
  readonly #begins = new Map<string, HeldLine>();
  #bytes = 0;

  /** Holds up to `bytesMax` bytes of lines. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get isEmpty(): boolean {
    return this.records === 0 && this.#begins.size === 0;
  }

  /** How many records are held. */
  get records(): number {
    return this.#records.length;
  }

  /** The lowest n held; null when no record is. */
  get firstN(): number | null {
    return this.#records[0]?.n ?? null;
  }

  /** Takes in the record with the next n; false when there is no room, and nothing is taken in. */
  holdRecord(line: HeldLine): boolean {
    if (this.#bytes + line.bytes.length > this.#bytesMax) return false;
    this.#records.push(line);
    this.#bytes += line.bytes.length;
    return true;
  }

  /** Takes in a begin line; false when there is no room. Begin lines leave half of the room to records. */
  holdBegin(id: string, bytes: Uint8Array<ArrayBuffer>): boolean {
    if (this.#bytes + bytes.length > this.#bytesMax / 2) return false;
    this.#begins.set(id, { id, n: 0, bytes });
    this.#bytes += bytes.length;
    return true;
  }

  /** A request is over: its begin line, if it is held, says nothing any more. */
  ended(id: string): void {
    if (this.#begins.size === 0) return;
    const line = this.#begins.get(id);
    if (line === undefined) return;
    this.#begins.delete(id);
    this.#bytes -= line.bytes.length;
  }

  /** The records after `afterN`; none when the first of them is not held. */
  read(afterN: number, recordsMax: number): WrittenRecord[] {
    const { firstN } = this;
    if (firstN === null || firstN > afterN + 1) return [];
    const from = afterN + 1 - firstN;
    return this.#records.slice(from, from + recordsMax).map(({ n, bytes }) => ({
      n,
      bytes: recordIn(bytes, 0, bytes.length),
    }));
  }

  /** The lines to be written first, records before begin lines: up to `bytesMax` bytes, but one line if there is any. */
  next(bytesMax: number): HeldLine[] {
    const found: HeldLine[] = [];
    let bytes = 0;
    for (const line of this.#inOrder()) {
      bytes += line.bytes.length;
      if (found.length > 0 && bytes > bytesMax) break;
      found.push(line);
    }
    return found;
  }

  /** These lines, the first that `next()` gave, are on disk. */
  written(lines: readonly HeldLine[]): void {
    this.#drop(lines.filter(({ n }) => n > 0).length);
    for (const { id, n } of lines) if (n === 0) this.ended(id);
  }

  /** Lets go of the records up to `watermark`, which are committed, and answers their ids. */
  release(watermark: number): string[] {
    const { firstN } = this;
    if (firstN === null || firstN > watermark) return [];
    return this.#drop(watermark + 1 - firstN).map(({ id }) => id);
  }

  *#inOrder(): Generator<HeldLine> {
    yield* this.#records;
    yield* this.#begins.values();
  }

  #drop(count: number): HeldLine[] {
    const dropped = this.#records.splice(0, count);
    for (const { bytes } of dropped) this.#bytes -= bytes.length;
    return dropped;
  }
}
