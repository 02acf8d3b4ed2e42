import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";

export interface LedgerCircuitOptions {
  clock: Clock;
  logger: Logger;
  /** Asks the ledger anything of this tenant; resolves when it has answered in time, rejects when it has not. */
  probe(tenantId: string): Promise<unknown>;
}

/**
 * Keeps a ledger that is away from costing each request its deadline: after three failures in a row nobody asks it, but a
 * probe a second, until one is answered.
 */
export class LedgerCircuit {
  readonly #options: LedgerCircuitOptions;
  readonly #stopping = new AbortController();
  readonly #restoredListeners: (() => void)[] = [];
  #failures = 0;
  #probing: Promise<void> | null = null;

  constructor(options: LedgerCircuitOptions) {
    this.#options = options;
  }

  /** Whether the ledger is not to be asked. */
  get isOpen(): boolean {
    return this.#probing !== null;
  }

  /** Tells whenever the ledger is back. */
  onRestored(listener: () => void): void {
    this.#restoredListeners.push(listener);
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** `why`: for the log. */
  failed(tenantId: string, why: string): void {
    this.#failures++;
    if (this.#failures < FAILURES_MAX || this.isOpen || this.#stopping.signal.aborted) return;
    this.#options.logger.warn("limiter_lost", { reason: why });
    this.#probing = this.#probe(tenantId);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#probing;
  }

  async #probe(tenantId: string): Promise<void> {
    const { clock, logger, probe } = this.#options;
    const { signal } = this.#stopping;
    for (;;) {
      await clock.delay(PROBE_EVERY_MS, signal).catch(() => {});
      if (signal.aborted) return;
      try {
        await probe(tenantId);
        break;
      } catch {
        // Still away: the log has been told.
      }
    }
    this.#failures = 0;
    this.#probing = null;
    logger.info("limiter_restored");
    for (const listener of this.#restoredListeners) listener();
  }
}

/** Failures in a row after which the ledger is not asked. */
const FAILURES_MAX = 3;
const PROBE_EVERY_MS = 1_000;
