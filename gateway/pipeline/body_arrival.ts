import type { Timer, TimerWheel } from "./timer_wheel.ts";

/** For how many bytes of a body its sender has a second more. */
export const BODY_BYTES_PER_SECOND_MIN = 256 * 1_024;

/** How long a body of so many bytes may take to arrive, milliseconds. */
export function arrivalMs(graceMs: number, bytes: number): number {
  return graceMs + Math.floor(bytes / BODY_BYTES_PER_SECOND_MIN) * 1_000;
}

/** Watches a body come whose length is not known: each part gives it more time. */
export class BodyArrival {
  readonly #wheel: TimerWheel;
  readonly #graceMs: number;
  readonly #onLate: () => void;
  #bytes = 0;
  #givenMs: number;
  #timer: Timer;

  /** `graceMs`: what a body of any length has, milliseconds. `onLate` is called once, if it is. */
  constructor(wheel: TimerWheel, graceMs: number, onLate: () => void) {
    this.#wheel = wheel;
    this.#graceMs = this.#givenMs = graceMs;
    this.#onLate = onLate;
    this.#timer = wheel.schedule(graceMs, () => this.#look());
  }

  /** How many bytes have come. */
  get bytes(): number {
    return this.#bytes;
  }

  came(bytes: number): void {
    this.#bytes += bytes;
  }

  close(): void {
    this.#timer.cancel();
  }

  /** The time that it was given is over: what has come meanwhile may have brought more. */
  #look(): void {
    const leftMs = arrivalMs(this.#graceMs, this.#bytes) - this.#givenMs;
    if (leftMs <= 0) return this.#onLate();
    this.#givenMs += leftMs;
    this.#timer = this.#wheel.schedule(leftMs, () => this.#look());
  }
}
