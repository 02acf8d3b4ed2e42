import type { HeldLine } from "./held_lines.ts";

/** A line that is to be written. */
export interface PendingLine {
  id: string;
  isRecord: boolean;
  /** A begin line whole; of a record its JSON without what ends it, where its number goes. */
  text: string;
}

/**
 * How much the spools of a data directory may take on disk.
 *
 * Begin lines stop first: a record without a begin line is whole, a begin line without its record is a loss.
 */
export class SpoolBound {
  readonly #bytesMax: number;
  readonly #taken: () => number;
  #isNear = false;

  /** `taken` answers the bytes that all spools take now. */
  constructor(bytesMax: number, taken: () => number) {
    this.#bytesMax = bytesMax;
    this.#taken = taken;
  }

  /** Whether the last lines asked about had to be looked at one by one. */
  get isNear(): boolean {
    return this.#isNear;
  }

  /** The lines that there is room for, and the others. Behind a record without room no line has any. */
  divide(lines: PendingLine[]): { fitting: PendingLine[]; others: readonly PendingLine[] } {
    let characters = 0;
    for (const line of lines) characters += line.text.length + NUMBER_BYTES_MAX;
    const taken = this.#taken();
    // A character is three bytes at most.
    this.#isNear = taken + 3 * characters > this.#bytesMax * BEGIN_SHARE;
    if (!this.#isNear) return { fitting: lines, others: NO_LINES };
    let room = this.#bytesMax - taken;
    const fitting: PendingLine[] = [];
    const others: PendingLine[] = [];
    let recordsWait = false;
    for (const line of lines) {
      const isBegin = !line.isRecord;
      const bytes = encoder.encode(line.text).length + NUMBER_BYTES_MAX;
      const fits = !recordsWait && bytes <= this.#roomFor(isBegin, room);
      if (fits) room -= bytes;
      else recordsWait ||= !isBegin;
      (fits ? fitting : others).push(line);
    }
    return { fitting, others };
  }

  /** How many of the lines, from the first on, there is room for. */
  count(lines: readonly HeldLine[]): number {
    let room = this.#bytesMax - this.#taken();
    const over = lines.findIndex(({ n, bytes }) => {
      const fits = bytes.length <= this.#roomFor(n === 0, room);
      room -= bytes.length;
      return !fits;
    });
    return over < 0 ? lines.length : over;
  }

  #roomFor(isBegin: boolean, room: number): number {
    return isBegin ? room - this.#bytesMax * (1 - BEGIN_SHARE) : room;
  }
}

/** The share of the bound that begin lines may fill. */
const BEGIN_SHARE = 15 / 16;
/** More than a record's sequence and the rest of its line take. */
const NUMBER_BYTES_MAX = 160;
/** Why the bound leaves a line unwritten, for the log. */
export const BOUND_REACHED = "the spool has reached its bound";
const NO_LINES: readonly PendingLine[] = [];
const encoder = new TextEncoder();
