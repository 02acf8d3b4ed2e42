/** What is known of one segment without reading it again. */
export interface SegmentState {
  readonly number: number;
  readonly path: string;
  bytes: number;
  /** Requests that began in it and have no record yet. */
  openBegins: number;
  /** The highest n in it; 0 when it holds no record. */
  lastN: number;
}

/**
 * Which segments of a spool are still needed.
 *
 * Segments go from the oldest on, and a record never stands in an older segment than its begin line; so no begin line
 * outlives its record and looks like an interrupted request.
 */
export class SegmentLedger {
  readonly #segments: SegmentState[] = [];
  readonly #openBegins = new Map<string, SegmentState>();
  #lastN = 0;
  #bytes = 0;

  /** The highest n written; 0 before the first record. */
  get lastN(): number {
    return this.#lastN;
  }

  /** Bytes in all segments held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Requests under way. */
  get openBegins(): number {
    return this.#openBegins.size;
  }

  /** Oldest first. */
  get segments(): readonly SegmentState[] {
    return this.#segments;
  }

  /** Takes in a new, youngest segment. */
  add(number: number, path: string): SegmentState {
    const segment: SegmentState = { number, path, bytes: 0, openBegins: 0, lastN: 0 };
    this.#segments.push(segment);
    return segment;
  }

  grew(segment: SegmentState, bytes: number): void {
    segment.bytes += bytes;
    this.#bytes += bytes;
  }

  /** A begin line stands in a segment. */
  began(segment: SegmentState, id: string): void {
    if (this.#openBegins.has(id)) return;
    this.#openBegins.set(id, segment);
    segment.openBegins++;
  }

  /** A record stands in a segment. */
  recorded(segment: SegmentState, id: string, n: number): void {
    this.ended(id);
    segment.lastN = Math.max(segment.lastN, n);
    this.#lastN = Math.max(this.#lastN, n);
  }

  /** A request is over, whether its record could be written or not. */
  ended(id: string): void {
    const segment = this.#openBegins.get(id);
    if (segment === undefined) return;
    this.#openBegins.delete(id);
    segment.openBegins--;
  }

  /** The segments that a watermark makes superfluous, oldest first; never the youngest, which is written to. */
  releasable(watermark: number): SegmentState[] {
    const found: SegmentState[] = [];
    for (const segment of this.#segments.slice(0, -1)) {
      if (segment.openBegins > 0 || segment.lastN > watermark) break;
      found.push(segment);
    }
    return found;
  }

  /** A segment's file is gone. */
  removed(segment: SegmentState): void {
    const index = this.#segments.indexOf(segment);
    if (index < 0) return;
    this.#segments.splice(index, 1);
    this.#bytes -= segment.bytes;
  }
}
