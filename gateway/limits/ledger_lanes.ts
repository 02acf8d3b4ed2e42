import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { GuardedLedger } from "./guarded_ledger.ts";
import { LedgerLane, type ReserveAnswer } from "./ledger_lane.ts";
import { LEDGER_ITEMS_MAX, RESERVATION_TTL_MS } from "./open_reservations.ts";

export interface LedgerLanesOptions {
  guard: GuardedLedger;
  clock: Clock;
  logger: Logger;
  /** How long settlements wait for a reservation that takes them along, milliseconds. Default 0: not at all. */
  lingerMs?: number;
  /** A tenant's ledger answered under this epoch. */
  onEpoch(tenantId: string, epoch: string): void;
}

/** The lanes of this process's tenants to the ledger. */
export class LedgerLanes {
  readonly #options: LedgerLanesOptions;
  readonly #lanes = new Map<string, LedgerLane>();
  /** The tenants whose ledger had forgotten when it was last asked. */
  readonly #forgotten = new Set<string>();
  #lingerMs: number;

  constructor(options: LedgerLanesOptions) {
    this.#options = options;
    this.#lingerMs = options.lingerMs ?? 0;
  }

  /** Lets nothing linger from now on. */
  hasten(): void {
    this.#lingerMs = 0;
    for (const lane of this.#lanes.values()) lane.hasten();
  }

  of(tenantId: string): LedgerLane {
    let lane = this.#lanes.get(tenantId);
    if (lane === undefined) {
      const { guard, clock, onEpoch } = this.#options;
      lane = new LedgerLane({
        tenantId,
        guard,
        clock,
        ttlMs: RESERVATION_TTL_MS,
        itemsMax: LEDGER_ITEMS_MAX,
        lingerMs: this.#lingerMs,
        onEpoch: (epoch) => onEpoch(tenantId, epoch),
        onReserved: (state) => this.#noteForgotten(tenantId, state),
        onIdle: () => this.#lanes.size > LANES_KEPT && this.#lanes.delete(tenantId),
      });
      this.#lanes.set(tenantId, lane);
    }
    return lane;
  }

  /** Once for each tenant, however many requests it has meanwhile. */
  #noteForgotten(tenantId: string, state: ReserveAnswer["state"]): void {
    const { logger } = this.#options;
    if (state === "forgotten" && !this.#forgotten.has(tenantId)) {
      this.#forgotten.add(tenantId);
      logger.warn("limiter_forgotten", { tenantId });
    } else if (state === "known" && this.#forgotten.size > 0 && this.#forgotten.delete(tenantId)) {
      logger.info("limiter_rebuilt", { tenantId });
    }
  }
}

/** Lanes that nobody uses are kept up to so many: making one costs more than a look-up. */
const LANES_KEPT = 1_000;
