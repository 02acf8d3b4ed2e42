import type { HeldLine } from "./held_lines.ts";

/** A line that is to be written: where it stands among the bytes of its turn, its newline included. */
export interface PendingLine {
  id: string;
  isRecord: boolean;
  from: number;
  to: number;
}

/**
 * How much the spools of a data directory may take on disk.
 *
 * Begin lines stop first: a record without a begin line is whole, a begin line without its record is a loss.
 */
export class SpoolBound {
  readonly #bytesMax: number;
  readonly #taken: () => number;

  /** `taken` answers the bytes that all spools take now. */
  constructor(bytesMax: number, taken: () => number) {
    this.#bytesMax = bytesMax;
    this.#taken = taken;
  }

  /** Whether there is room for lines of so many bytes, whatever they are; else `divide()` has to tell. */
  fits(bytes: number): boolean {
    return this.#taken() + bytes <= this.#bytesMax * BEGIN_SHARE;
  }

  /** The lines that there is room for, and the others. Behind a record without room no line has any. */
  divide(lines: readonly PendingLine[]): { fitting: PendingLine[]; others: PendingLine[] } {
    let room = this.#bytesMax - this.#taken();
    const fitting: PendingLine[] = [];
    const others: PendingLine[] = [];
    let recordsWait = false;
    for (const line of lines) {
      const isBegin = !line.isRecord;
      const bytes = line.to - line.from;
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
/** Why the bound leaves a line unwritten, for the log. */
export const BOUND_REACHED = "the spool has reached its bound";
