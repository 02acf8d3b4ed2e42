import type { Gateway } from "./gateway.ts";
import type { Timer } from "./timer_wheel.ts";

/**
 * Notices that the client went away before its answer was begun. The request's signal costs more than ten microseconds
 * to touch, so it is attached only to requests that take longer than a tenth of a second; an answer that has begun tells
 * by the cancellation of its stream. A gateway that cuts its requests off is as if the client went.
 */
export class ClientWatch {
  readonly #gateway: Pick<Gateway, "wheel" | "whenCutOff" | "forgetCutOff">;
  readonly #request: Request;
  readonly #timer: Timer;
  readonly #onAbort = () => this.#leave();
  #signal: AbortSignal | null = null;
  #gone = false;
  #whenGone: (() => void) | null = null;

  constructor(gateway: Pick<Gateway, "wheel" | "whenCutOff" | "forgetCutOff">, request: Request) {
    this.#gateway = gateway;
    this.#request = request;
    this.#timer = gateway.wheel.schedule(ATTACH_AFTER_MS, () => this.#attach());
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Calls `callback` once when the client has gone; a later callback takes the place of an earlier one. */
  whenGone(callback: (() => void) | null): void {
    this.#whenGone = callback;
    if (this.#gone && callback !== null) callback();
  }

  /** Stops watching: the answer has begun, or the request is over. */
  close(): void {
    this.#timer.cancel();
    this.#whenGone = null;
    if (this.#signal !== null) this.#gateway.forgetCutOff(this.#onAbort);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#signal = null;
  }

  #attach(): void {
    this.#signal = this.#request.signal;
    this.#gateway.whenCutOff(this.#onAbort);
    if (this.#signal.aborted) this.#leave();
    else this.#signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  #leave(): void {
    this.#gone = true;
    const whenGone = this.#whenGone;
    this.#whenGone = null;
    whenGone?.();
  }
}

const ATTACH_AFTER_MS = 100;
