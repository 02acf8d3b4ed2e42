import type { BeginLine } from "../../shared/contracts/spool_line.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { WrittenRecord } from "../../shared/transport/written_record.ts";
import { readSpoolLine } from "./read_spool_line.ts";
import { SegmentLedger } from "./segment_ledger.ts";
import { visitSegmentLines } from "./segment_lines.ts";
import { SegmentRecordReader } from "./segment_record_reader.ts";
import type { ShippableSpool } from "./shippable_spool.ts";
import { removeFile, type SpoolDirectory } from "./spool_directory.ts";

/**
 * The spool of a process that died. Nothing is added to it: which numbers that process gave to records that only its
 * memory held cannot be known, and one that is given twice would pass for committed. A torn line at a segment's end was
 * promised to nobody and is passed over.
 */
export class AdoptedSpool implements ShippableSpool {
  readonly #directory: SpoolDirectory;
  readonly #ledger: SegmentLedger;
  readonly #reader: SegmentRecordReader;
  readonly #unfinished: Map<string, BeginLine>;

  private constructor(directory: SpoolDirectory, found: Findings, logger: Logger) {
    this.#directory = directory;
    this.#ledger = found.ledger;
    this.#unfinished = found.unfinished;
    this.#reader = new SegmentRecordReader({ ledger: found.ledger, logger });
  }

  /** Reads what the dead process left. */
  static async open(directory: SpoolDirectory, logger: Logger): Promise<AdoptedSpool> {
    return new AdoptedSpool(directory, await survey(directory, logger), logger);
  }

  get instance(): string {
    return this.#directory.instance;
  }

  get lastN(): number {
    return this.#ledger.lastN;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#ledger.bytes;
  }

  /** The requests that began and have no record here. */
  get unfinished(): BeginLine[] {
    return [...this.#unfinished.values()];
  }

  /** Its unfinished requests are on record elsewhere: their begin lines are needed no more. */
  finished(): void {
    for (const id of this.#unfinished.keys()) this.#ledger.ended(id);
    this.#unfinished.clear();
  }

  read(afterN: number, recordsMax: number): Promise<WrittenRecord[]> {
    return this.#reader.read(afterN, recordsMax);
  }

  async release(watermark: number): Promise<void> {
    for (const segment of this.#ledger.releasable(watermark)) {
      await removeFile(segment.path);
      this.#ledger.removed(segment);
    }
  }

  /** Deletes everything; only when all of it is committed. Oldest first, so that a kill leaves no begin without its record. */
  async remove(): Promise<void> {
    for (const segment of await this.#directory.segments()) await removeFile(segment.path);
    await this.#directory.remove();
  }

  /** Lets go of the directory and leaves it to the next adopter. */
  leave(): void {
    this.#directory.release();
  }
}

interface Findings {
  ledger: SegmentLedger;
  unfinished: Map<string, BeginLine>;
}

async function survey(directory: SpoolDirectory, logger: Logger): Promise<Findings> {
  const ledger = new SegmentLedger();
  const unfinished = new Map<string, BeginLine>();
  for (const entry of await directory.segments()) {
    const segment = ledger.add(entry.number, entry.path);
    ledger.grew(segment, entry.bytes);
    await visitSegmentLines(entry.path, 0, ({ bytes, end }) => {
      const line = readSpoolLine(decoder.decode(bytes));
      if (line === null) logger.error("spool_line_damaged", { path: entry.path, endsAt: end });
      else if (line.type === "begin") {
        ledger.began(segment, line.record.id);
        unfinished.set(line.record.id, line);
      } else {
        ledger.recorded(segment, line.record.id, line.record.sequence.n);
        unfinished.delete(line.record.id);
      }
      return true;
    });
  }
  return { ledger, unfinished };
}

const decoder = new TextDecoder();
