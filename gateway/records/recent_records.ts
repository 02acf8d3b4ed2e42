import type { WrittenRecord } from "../../shared/transport/written_record.ts";

/**
 * The newest records of a spool in memory, so that a shipper that keeps up reads no file. Their bytes and not the records
 * themselves: thousands of objects that live for a while would cost the garbage collector more than all else costs.
 */
export class RecentRecords {
  readonly #recordsMax: number;
  #entries: (WrittenRecord | null)[] = [];
  /** How many entries at the front are given up. */
  #dropped = 0;

  /** Holds up to `recordsMax` records; default 2,000. */
  constructor(recordsMax = 2_000) {
    this.#recordsMax = recordsMax;
  }

  /** Takes in the record with the next n. */
  push(record: WrittenRecord): void {
    this.#entries.push(record);
    if (this.#entries.length - this.#dropped > this.#recordsMax) this.#drop(1);
  }

  /** The records after `afterN`, and forgets those up to it; null when the first of them is not held any more. */
  read(afterN: number, recordsMax: number): WrittenRecord[] | null {
    const first = this.#entries[this.#dropped]?.n;
    if (first === undefined || first > afterN + 1) return null;
    this.#drop(Math.min(afterN + 1 - first, this.#entries.length - this.#dropped));
    return this.#entries.slice(this.#dropped, this.#dropped + recordsMax).map((entry) => entry!);
  }

  /** Moves what is left to the front once in a while: moving it with every record would cost more than the record. */
  #drop(count: number): void {
    // At once, so that their bytes do not live on until then.
    this.#entries.fill(null, this.#dropped, this.#dropped + count);
    this.#dropped += count;
    if (this.#dropped <= this.#recordsMax) return;
    this.#entries = this.#entries.slice(this.#dropped);
    this.#dropped = 0;
  }
}
