import type { Gateway } from "./gateway.ts";
import { WheelEntry } from "./timer_wheel.ts";

/**
 * Notices that the client went away before its answer was begun. The request's signal costs more than ten microseconds
 * to touch, so it is attached only to requests that take longer than a tenth of a second; an answer that has begun tells
 * by the cancellation of its stream. A gateway that cuts its requests off is as if the client went.
 */
export class ClientWatch extends WheelEntry {
  readonly #gateway: Pick<Gateway, "wheel" | "whenCutOff" | "forgetCutOff">;
  readonly #request: Request;
  /** Null until the signal is touched. */
  #onAbort: (() => void) | null = null;
  #gone = false;
  #whenGone: (() => void) | null = null;

  /** `nowMs`: monotonic milliseconds. */
  constructor(gateway: Pick<Gateway, "wheel" | "whenCutOff" | "forgetCutOff">, request: Request, nowMs: number) {
    super();
    this.#gateway = gateway;
    this.#request = request;
    gateway.wheel.set(this, nowMs + ATTACH_AFTER_MS);
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
    this.#gateway.wheel.clear(this);
    this.#whenGone = null;
    if (this.#onAbort === null) return;
    this.#gateway.forgetCutOff(this.#onAbort);
    this.#request.signal.removeEventListener("abort", this.#onAbort);
    this.#onAbort = null;
  }

  ring(): void {
    this.#onAbort = () => this.#leave();
    this.#gateway.whenCutOff(this.#onAbort);
    const { signal } = this.#request;
    if (signal.aborted) this.#leave();
    else signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  #leave(): void {
    this.#gone = true;
    const whenGone = this.#whenGone;
    this.#whenGone = null;
    whenGone?.();
  }
}

const ATTACH_AFTER_MS = 100;
