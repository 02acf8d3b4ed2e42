import type { Clock } from "../time/clock.ts";

/**
 * Gathers the lines of a busy process into few writes: a write of its own for each costs more than making the line. A line
 * waits for at most 20 ms, or until 64 KiB are gathered; one that is `urgent` takes those before it along at once. A kill
 * loses what waits, which no record depends on.
 */
export class GatheredLines {
  readonly #write: (lines: string) => void;
  readonly #clock: Pick<Clock, "delay">;
  #gathered = "";

  constructor(write: (lines: string) => void, clock: Pick<Clock, "delay">) {
    this.#write = write;
    this.#clock = clock;
  }

  /** Takes a whole line with its newline. */
  push(line: string, { urgent }: { urgent: boolean }): void {
    const isFirst = this.#gathered === "";
    this.#gathered += line;
    if (urgent || this.#gathered.length >= GATHERED_MAX) return this.flush();
    if (isFirst) void this.#flushSoon();
  }

  async #flushSoon(): Promise<void> {
    await this.#clock.delay(WAIT_MS);
    try {
      this.flush();
    } catch {
      // A full disk or a closed pipe behind it; there is nowhere left to tell of it.
    }
  }

  /** Writes what waits; call it before the process ends. Throws what the write throws, and forgets the lines then. */
  flush(): void {
    const lines = this.#gathered;
    if (lines === "") return;
    this.#gathered = "";
    this.#write(lines);
  }
}

const WAIT_MS = 20;
/** Characters. */
const GATHERED_MAX = 65_536;
