import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import type { BeginLine } from "../../shared/contracts/spool_line.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import { interruptedRecord } from "./interrupted_record.ts";
import { readSpoolLine } from "./read_spool_line.ts";
import type { OpenSegment } from "./segment_file.ts";
import { SegmentLedger } from "./segment_ledger.ts";
import { visitSegmentLines } from "./segment_lines.ts";
import { SegmentRecordReader } from "./segment_record_reader.ts";
import type { ShippableSpool } from "./shippable_spool.ts";
import { removeFile, type SpoolDirectory } from "./spool_directory.ts";

/**
 * The spool of a process that died, continued under that process's own instance name.
 *
 * An adopter may be killed at any step: it only adds whole lines in a new segment, and the next one finds those and goes
 * on. A torn line at a segment's end was promised to nobody and is passed over.
 */
export class AdoptedSpool implements ShippableSpool {
  readonly #directory: SpoolDirectory;
  readonly #ledger: SegmentLedger;
  readonly #reader: SegmentRecordReader;
  readonly #unfinished: Map<string, BeginLine>;
  readonly #nextSegment: number;

  private constructor(directory: SpoolDirectory, found: Findings, logger: Logger) {
    this.#directory = directory;
    this.#ledger = found.ledger;
    this.#unfinished = found.unfinished;
    this.#nextSegment = found.nextSegment;
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

  /**
   * Writes a record for every request that began and has none; answers how many. `watermark` is the recorder's, so that
   * numbering never falls back behind it. Throws when the disk refuses; what was written by then stays and counts.
   */
  async interruptUnfinished(watermark: number, openSegment: OpenSegment): Promise<number> {
    this.#ledger.continueAfter(watermark);
    const unfinished = [...this.#unfinished.values()];
    if (unfinished.length === 0) return 0;
    const path = this.#directory.segmentPath(this.#nextSegment);
    const segment = this.#ledger.add(this.#nextSegment, path);
    const file = openSegment(path);
    try {
      for (const begin of unfinished) {
        const sequence = { instance: this.instance, n: this.#ledger.lastN + 1 };
        const line = { type: "record", record: interruptedRecord(begin, sequence) };
        let rest = encoder.encode(JSON.stringify(line) + "\n");
        this.#ledger.grew(segment, rest.length);
        while (rest.length > 0) rest = rest.subarray(file.write(rest));
        this.#ledger.recorded(segment, begin.record.id, sequence.n);
        this.#unfinished.delete(begin.record.id);
      }
      await file.sync();
    } finally {
      file.close();
    }
    return unfinished.length;
  }

  read(afterN: number, recordsMax: number): Promise<RequestRecord[]> {
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
  nextSegment: number;
}

const encoder = new TextEncoder();

async function survey(directory: SpoolDirectory, logger: Logger): Promise<Findings> {
  const ledger = new SegmentLedger();
  const unfinished = new Map<string, BeginLine>();
  let nextSegment = 1;
  for (const entry of await directory.segments()) {
    const segment = ledger.add(entry.number, entry.path);
    ledger.grew(segment, entry.bytes);
    nextSegment = entry.number + 1;
    await visitSegmentLines(entry.path, 0, ({ text, end }) => {
      const line = readSpoolLine(text);
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
  return { ledger, unfinished, nextSegment };
}
