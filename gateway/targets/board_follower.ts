import type { Clock } from "../../shared/time/clock.ts";
import type { BoardReading, BreakerBoard } from "../../shared/transport/breaker_board.ts";

/** Reads the breaker board again and again, apart from any request, and hands on what changed. */
export class BoardFollower {
  readonly #board: BreakerBoard;
  readonly #clock: Clock;
  readonly #changed: (reading: BoardReading) => void;
  readonly #stopping = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #version: string | null = null;

  constructor(options: { board: BreakerBoard; clock: Clock; changed: (reading: BoardReading) => void }) {
    this.#board = options.board;
    this.#clock = options.clock;
    this.#changed = options.changed;
  }

  start(): void {
    this.#following = this.#follow();
  }

  /** Resolves when nothing is being read any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#read();
      await this.#clock.delay(EVERY_MS, this.#stopping.signal).catch(() => {});
    }
  }

  async #read(): Promise<void> {
    try {
      const reading = await this.#board.read(this.#version);
      if (reading === null || this.#stopping.signal.aborted) return;
      this.#version = reading.version;
      this.#changed(reading);
    } catch {
      // The transport reports that its store is away; until it is back this gateway goes by what it sees itself.
    }
  }
}

const EVERY_MS = 500;
