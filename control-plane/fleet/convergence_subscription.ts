import type { Clock } from "../../shared/time/clock.ts";
import type { FleetListener, FleetReading, FleetWatch } from "./fleet_watch.ts";
import { type GatewayWord, gatewayWords, isConverged } from "./gateway_word.ts";

/** One event of a convergence. */
export interface ConvergenceEvent {
  words: GatewayWord[];
  /** Nobody is waited for any more. */
  converged: boolean;
  /** The last event: it has converged, or ten minutes are over. */
  final: boolean;
}

export interface ConvergenceOptions {
  watch: FleetWatch;
  clock: Clock;
  tenantId: string;
  /** The revision's number. */
  number: number;
  /** Asked before an event when a minute has passed since it last was; the subscription ends with what it throws. */
  authorizeAgain(): Promise<void>;
  /** How long it lasts at most, milliseconds. Default 600,000. */
  lastsMsMax?: number;
}

const AUTHORIZED_MS = 60_000;
const LASTS_MS_MAX = 600_000;

/**
 * How gateways come to a revision: an event at once and with every change, the last one when all have applied or refused it, or
 * after ten minutes. Only the latest reading waits for a slow client. `return()` takes effect at once, also while `next()` waits.
 */
export class ConvergenceSubscription implements AsyncIterableIterator<ConvergenceEvent>, FleetListener {
  readonly #options: ConvergenceOptions;
  readonly #events: AsyncGenerator<ConvergenceEvent>;
  readonly #startMs: number;
  #latest: FleetReading | null = null;
  #wake: (() => void) | null = null;
  #authorizedMs: number;
  #closed = false;

  private constructor(options: ConvergenceOptions) {
    this.#options = options;
    this.#startMs = this.#authorizedMs = options.clock.monotonic();
    this.#events = this.#run();
  }

  /** Null where too many watch already. */
  static open(options: ConvergenceOptions): ConvergenceSubscription | null {
    const subscription = new ConvergenceSubscription(options);
    return options.watch.join(options.tenantId, subscription) ? subscription : null;
  }

  next(): Promise<IteratorResult<ConvergenceEvent>> {
    return this.#events.next();
  }

  return(): Promise<IteratorResult<ConvergenceEvent>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<ConvergenceEvent>> {
    this.end();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  read(reading: FleetReading): void {
    this.#latest = reading;
    this.#wake?.();
  }

  end(): void {
    this.#closed = true;
    this.#options.watch.leave(this.#options.tenantId, this);
    this.#wake?.();
  }

  async *#run(): AsyncGenerator<ConvergenceEvent> {
    const { clock, number, lastsMsMax = LASTS_MS_MAX } = this.#options;
    let told = "";
    try {
      while (!this.#closed) {
        const reading = this.#latest;
        this.#latest = null;
        if (reading === null) {
          await this.#wait();
          continue;
        }
        if (clock.monotonic() - this.#authorizedMs >= AUTHORIZED_MS) await this.#authorize();
        const words = gatewayWords(reading.alive, reading.acknowledgements, number);
        const converged = isConverged(words);
        const final = converged || clock.monotonic() - this.#startMs >= lastsMsMax;
        const saying = words.map(({ heartbeat, state, word }) => `${heartbeat.instance} ${state} ${word?.at}`).join();
        if (this.#closed || (!final && saying === told)) continue;
        told = saying;
        yield { words, converged, final };
        if (final) return;
      }
    } finally {
      this.end();
    }
  }

  async #wait(): Promise<void> {
    await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = null;
  }

  async #authorize(): Promise<void> {
    await this.#options.authorizeAgain();
    this.#authorizedMs = this.#options.clock.monotonic();
  }
}
