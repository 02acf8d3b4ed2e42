import type { Clock } from "../../shared/time/clock.ts";
import { countLines } from "./count_lines.ts";
import type { HeldLine, HeldLines } from "./held_lines.ts";
import { Interruptible } from "./interruptible.ts";
import type { SegmentLedger } from "./segment_ledger.ts";
import { BOUND_REACHED, type SpoolBound } from "./spool_bound.ts";
import type { SpoolLoss } from "./spool_loss.ts";
import type { SpoolWriter } from "./spool_writer.ts";

export interface SpoolRefillOptions {
  clock: Clock;
  held: HeldLines;
  bound: SpoolBound;
  writer: SpoolWriter;
  ledger: SegmentLedger;
  loss: SpoolLoss;
}

/** Brings to disk what a spool holds in memory, oldest first and a little at a time, as soon as the disk takes it. */
export class SpoolRefill {
  readonly #options: SpoolRefillOptions;
  readonly #pauses: Interruptible;
  #isRunning = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: SpoolRefillOptions) {
    this.#options = options;
    this.#pauses = new Interruptible(options.clock);
  }

  /** Something is held: tries again and again until nothing is. */
  wake(): void {
    if (this.#isRunning || this.#pauses.ended) return;
    this.#isRunning = true;
    this.#loop = this.#run();
  }

  /** Ends trying, after a last attempt at all that is held. */
  async stop(): Promise<void> {
    this.#pauses.end();
    await this.#loop;
    while (this.#writeSome() === "more");
  }

  async #run(): Promise<void> {
    for (let step: Step = "refused"; step !== "done";) {
      await this.#pauses.pause(step === "refused" ? RETRY_MS : BREATH_MS);
      if (this.#pauses.ended) break;
      step = this.#writeSome();
    }
    // In the turn of the last step: what is held after it wakes a new loop.
    this.#isRunning = false;
  }

  #writeSome(): Step {
    const { held, bound, loss } = this.#options;
    const lines = held.next(WRITE_BYTES);
    if (lines.length === 0) return "done";
    const { whole, fault } = this.#append(lines.slice(0, bound.count(lines)));
    held.written(lines.slice(0, whole));
    if (whole < lines.length) {
      loss.failed(fault ?? new Error(BOUND_REACHED));
      return "refused";
    }
    if (!held.isEmpty) return "more";
    loss.recovered();
    return "done";
  }

  #append(lines: readonly HeldLine[]): { whole: number; fault: unknown } {
    const { writer, ledger } = this.#options;
    if (lines.length === 0) return { whole: 0, fault: null };
    const bytes = joined(lines);
    const { segment, written, fault } = writer.append(bytes);
    const whole = countLines(bytes, written);
    for (const { id, n } of lines.slice(0, whole)) {
      if (n > 0) ledger.recorded(segment!, id, n);
      else ledger.began(segment!, id);
    }
    return { whole, fault };
  }
}

/** What came of writing some: nothing is held any more, more is, or the disk refuses it still. */
type Step = "done" | "more" | "refused";

const WRITE_BYTES = 256 * 1_024;
/** Between two attempts on a disk that refuses. */
const RETRY_MS = 200;
/** Between two writes to one that does not: requests have their turn. */
const BREATH_MS = 5;

function joined(lines: readonly HeldLine[]): Uint8Array {
  const whole = new Uint8Array(lines.reduce((size, { bytes }) => size + bytes.length, 0));
  let offset = 0;
  for (const { bytes } of lines) {
    whole.set(bytes, offset);
    offset += bytes.length;
  }
  return whole;
}
