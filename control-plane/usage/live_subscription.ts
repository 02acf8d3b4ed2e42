import type { Clock } from "../../shared/time/clock.ts";
import { addSums } from "./live_sums.ts";
import type { LiveListener, LiveScope, LiveSecond, LiveUsage } from "./live_usage.ts";

/** One event: a second, or the seconds that a slow client did not take by themselves. */
export interface LiveUsageEvent extends LiveSecond {
  at: Date;
}

export interface LiveUsageOptions {
  live: LiveUsage;
  clock: Clock;
  scope: LiveScope;
  /** Asked before an event when a minute has passed since it last was; the subscription ends with what it throws. */
  authorizeAgain(): Promise<void>;
}

const AUTHORIZED_MS = 60_000;

/**
 * A tenant's usage second by second. A client that does not keep up gets the seconds that it missed as one: nothing is lost,
 * and no more than one event waits. `return()` takes effect at once, also while `next()` waits, which a generator's does not.
 */
export class LiveUsageSubscription implements AsyncIterableIterator<LiveUsageEvent>, LiveListener {
  readonly #options: LiveUsageOptions;
  readonly #events: AsyncGenerator<LiveUsageEvent>;
  #pending: LiveUsageEvent | null = null;
  #wake: (() => void) | null = null;
  #authorizedMs: number;
  #closed = false;

  private constructor(options: LiveUsageOptions) {
    this.#options = options;
    this.#authorizedMs = options.clock.monotonic();
    this.#events = this.#run();
  }

  /** Null where too many watch already. Throws when the stream cannot be reached. */
  static async open(options: LiveUsageOptions): Promise<LiveUsageSubscription | null> {
    const subscription = new LiveUsageSubscription(options);
    return await options.live.join(options.scope, subscription) ? subscription : null;
  }

  next(): Promise<IteratorResult<LiveUsageEvent>> {
    return this.#events.next();
  }

  return(): Promise<IteratorResult<LiveUsageEvent>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<LiveUsageEvent>> {
    this.end();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  second(second: LiveSecond): void {
    const at = new Date(this.#options.clock.now());
    const held = this.#pending;
    if (held === null) this.#pending = { ...second, sums: { ...second.sums }, at };
    else {
      addSums(held.sums, second.sums);
      this.#pending = { ...second, sums: held.sums, gap: held.gap || second.gap, at };
    }
    this.#wake?.();
  }

  end(): void {
    this.#closed = true;
    this.#options.live.leave(this.#options.scope, this);
    this.#wake?.();
  }

  async *#run(): AsyncGenerator<LiveUsageEvent> {
    try {
      while (!this.#closed) {
        if (this.#pending === null) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
          this.#wake = null;
          continue;
        }
        if (this.#options.clock.monotonic() - this.#authorizedMs >= AUTHORIZED_MS) await this.#authorize();
        const event: LiveUsageEvent | null = this.#pending;
        this.#pending = null;
        if (event !== null && !this.#closed) yield event;
      }
    } finally {
      this.end();
    }
  }

  async #authorize(): Promise<void> {
    await this.#options.authorizeAgain();
    this.#authorizedMs = this.#options.clock.monotonic();
  }
}
