import type { Logger } from "../logging/logger.ts";
import type { Clock } from "../time/clock.ts";
import { Listening, type ListeningOptions } from "./listening.ts";
import { lowestDescriptor } from "./lowest_descriptor.ts";

export interface EnduringServerOptions extends ListeningOptions {
  clock: Clock;
  logger: Logger;
  /** Open files and connections of the process above which connections without a request are closed. Default 16,384. */
  descriptorsMax?: number;
  /** How many are open at least; null: nobody knows. Default: asks the system. */
  descriptors?: () => number | null;
}

/**
 * A server that outlives floods of connections. The runtime's own has no bound for connections nor for the time that a
 * head may take, and gives up for good when the system has no descriptor left. This one is renewed then, and already when
 * there are many: what listened listens no more, whose connections without a request under way are closed, idle ones and
 * those with half a head alike, and requests under way go on; another listens at once on the port. Requests pay nothing
 * for it. Throws what `Deno.serve` throws when the port cannot be had.
 */
export class EnduringServer {
  readonly addr: Deno.NetAddr;
  readonly #options: EnduringServerOptions;
  readonly #closing = new AbortController();
  /** All that have connections left; the last one listens. */
  readonly #listenings = new Set<Listening>();
  readonly #watching: Promise<void>;
  #current: Listening;
  #renewing: Promise<void> = Promise.resolve();
  #renewals = 0;
  #renewedMs = -Infinity;

  constructor(options: EnduringServerOptions) {
    this.#options = options;
    this.#current = this.#listen(options.port);
    this.addr = this.#current.addr;
    this.#watching = this.#watch();
  }

  /** How often connections had to be closed for there being too many. */
  get renewals(): number {
    return this.#renewals;
  }

  /** Listens no more and closes idle connections; resolves when every request has its answer. Safe to call twice. */
  async shutdown(): Promise<void> {
    this.#closing.abort();
    await this.#renewing;
    await Promise.all([this.#watching, ...[...this.#listenings].map((listening) => listening.close())]);
  }

  /** Breaks every connection that can be, and listens no more. */
  cut(): void {
    this.#closing.abort();
    for (const listening of this.#listenings) listening.cut();
  }

  #listen(port: number): Listening {
    const { descriptorsMax: _max, descriptors: _ask, clock: _clock, logger: _logger, ...options } = this.#options;
    const listening = new Listening({ ...options, port });
    this.#listenings.add(listening);
    void listening.gone.then(() => this.#listenings.delete(listening));
    void listening.broken.then((error) => this.#renew(listening, { error }));
    return listening;
  }

  async #watch(): Promise<void> {
    const { clock, descriptors = lowestDescriptor, descriptorsMax = DESCRIPTORS_MAX } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await clock.delay(WATCH_MS, signal).catch(() => {});
      const open = signal.aborted ? null : descriptors();
      if (open === null || open <= descriptorsMax || clock.monotonic() - this.#renewedMs < RENEWED_MS) continue;
      this.#renew(this.#current, { descriptors: open, descriptorsMax });
    }
  }

  #renew(old: Listening, why: Record<string, unknown>): void {
    this.#renewing = this.#renewing.then(() => this.#replace(old, why));
  }

  async #replace(old: Listening, why: Record<string, unknown>): Promise<void> {
    const { clock, logger } = this.#options;
    const { signal } = this.#closing;
    // Somebody else may have seen the same flood.
    if (signal.aborted || old !== this.#current) return;
    logger.warn("connections_renewed", why);
    // Where the flood is not one of idle connections, failing over and over must not take all of the time.
    const isAgain = clock.monotonic() - this.#renewedMs < RENEWED_MS;
    this.#renewals++;
    this.#renewedMs = clock.monotonic();
    void old.close();
    if (isAgain) await clock.delay(AGAIN_MS, signal).catch(() => {});
    while (!signal.aborted) {
      try {
        this.#current = this.#listen(this.addr.port);
        return;
      } catch {
        // The port is free a moment after the other has left it, and descriptors are when connections are closed.
        await clock.delay(RETRY_MS, signal).catch(() => {});
      }
    }
  }
}

const DESCRIPTORS_MAX = 16_384;
const WATCH_MS = 1_000;
/** Clients that do nothing wrong lose their idle connections, too: not more often than this, unless nobody gets in. */
const RENEWED_MS = 10_000;
const AGAIN_MS = 50;
const RETRY_MS = 2;
