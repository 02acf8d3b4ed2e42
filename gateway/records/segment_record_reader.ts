import type { Logger } from "../../shared/logging/logger.ts";
import type { WrittenRecord } from "../../shared/transport/written_record.ts";
import { recordIn } from "./record_line.ts";
import { readSpoolLine } from "./read_spool_line.ts";
import type { SegmentLedger } from "./segment_ledger.ts";
import { visitSegmentLines } from "./segment_lines.ts";

/** Reads records back from a spool's segments in the order of their n; remembers where it stopped. */
export class SegmentRecordReader {
  readonly #ledger: SegmentLedger;
  readonly #logger: Logger;
  #stopped: { afterN: number; segment: number; offset: number } | null = null;
  #damagedLines = 0;

  constructor(options: { ledger: SegmentLedger; logger: Logger }) {
    this.#ledger = options.ledger;
    this.#logger = options.logger;
  }

  /** Lines that were written whole and could not be read: each is a loss that the disk answers for. */
  get damagedLines(): number {
    return this.#damagedLines;
  }

  /** Up to `recordsMax` records with an n above `afterN`, in order. */
  async read(afterN: number, recordsMax: number): Promise<WrittenRecord[]> {
    const records: WrittenRecord[] = [];
    const lastN = this.#ledger.lastN;
    let position = this.#stopped?.afterN === afterN ? this.#stopped : null;
    // A copy: segments may be removed while they are read.
    for (const segment of [...this.#ledger.segments]) {
      if (segment.lastN <= afterN || (position !== null && segment.number < position.segment)) continue;
      const offset = position?.segment === segment.number ? position.offset : 0;
      position = { afterN, segment: segment.number, offset };
      await this.#readSegment(segment.path, position, { afterN, lastN, recordsMax }, records);
      if (records.length >= recordsMax) break;
    }
    this.#stopped = position === null ? null : { ...position, afterN: records.at(-1)?.n ?? afterN };
    return records;
  }

  async #readSegment(
    path: string,
    position: { segment: number; offset: number },
    bounds: { afterN: number; lastN: number; recordsMax: number },
    records: WrittenRecord[],
  ): Promise<void> {
    await visitSegmentLines(path, position.offset, ({ bytes, end }) => {
      const text = decoder.decode(bytes);
      if (!text.startsWith(beginOfBegin)) {
        const line = readSpoolLine(text);
        if (line?.type === "record") {
          const { n } = line.record.sequence;
          // Written, but not yet known as whole: it comes with the next reading.
          if (n > bounds.lastN) return false;
          if (n > bounds.afterN) records.push({ n, bytes: recordIn(bytes, 0, bytes.length).slice() });
        } else if (line === null) this.#damaged(path, end);
      }
      position.offset = end;
      return records.length < bounds.recordsMax;
    });
  }

  #damaged(path: string, end: number): void {
    this.#damagedLines++;
    this.#logger.error("spool_line_damaged", { path, endsAt: end });
  }
}

/** Most lines that are not records begin so; they are skipped without parsing. */
const beginOfBegin = '{"type":"begin"';
const decoder = new TextDecoder();
