import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { type EpochSettlement, SETTLED_KEPT_MS } from "../../shared/transport/reservation_ledger.ts";
import { Interruptible } from "../records/interruptible.ts";
import type { GuardedLedger } from "./guarded_ledger.ts";
import type { LedgerLanes } from "./ledger_lanes.ts";

export interface SettlementsOptions {
  guard: GuardedLedger;
  clock: Clock;
  logger: Logger;
  /** By which tenants' settlements go, with what else their requests ask. */
  lanes: LedgerLanes;
  /** By which those go that have failed before: what it is that fails must not fail others' reservations. */
  repeatLanes: LedgerLanes;
}

/**
 * The settlements of this process on their way to the ledger: with what else its tenants ask in a turn, repeated with growing
 * pauses until one arrives. What was sent is repeated for four minutes, because it may have arrived unheard, and the ledger
 * would count it again once it has forgotten that; what was not, because the ledger is away, is kept for ten. By then the
 * reservation has long expired at its estimate, which a settlement that arrives still replaces; one that never does is found
 * by the reconciliation. Nobody waits for any of it.
 */
export class Settlements {
  readonly #options: SettlementsOptions;
  readonly #pauses: Interruptible;
  readonly #repeated = new Set<RepeatedSettlement>();
  #repeating: Promise<void> | null = null;
  #draining = false;
  #underWay = 0;
  #idleWaiters: (() => void)[] = [];

  constructor(options: SettlementsOptions) {
    this.#options = options;
    this.#pauses = new Interruptible(options.clock);
    options.guard.onRestored(() => this.#pauses.interrupt());
  }

  /** How many have not arrived yet. */
  get pending(): number {
    return this.#underWay + this.#repeated.size;
  }

  settle(tenantId: string, settlement: EpochSettlement): void {
    // While the ledger is known to be away it is certain that what is kept has not arrived.
    if (this.#options.guard.isAway) return this.#repeatLater(tenantId, settlement, null);
    this.#underWay++;
    this.#options.lanes.of(tenantId).settle({
      settlement,
      heard: (hasArrived, sentMs) => {
        if (!hasArrived) this.#repeatLater(tenantId, settlement, sentMs);
        this.#underWay--;
        this.#noteIdle();
      },
    });
  }

  /** Waits until all have arrived, for at most `deadlineMs`; answers how many have not. */
  async drain(deadlineMs: number): Promise<number> {
    this.#draining = true;
    this.#options.lanes.hasten();
    if (this.pending === 0) return 0;
    const idle = new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
    const over = new AbortController();
    this.#pauses.interrupt();
    await Promise.race([idle, this.#options.clock.delay(deadlineMs, over.signal).catch(() => {})]);
    over.abort();
    return this.pending;
  }

  /** Gives up what has not arrived. */
  async stop(): Promise<void> {
    this.#pauses.end();
    await this.#repeating;
  }

  #repeatLater(tenantId: string, settlement: EpochSettlement, sentMs: number | null): void {
    if (this.#pauses.ended) return;
    if (this.#repeated.size >= REPEATED_MAX) return this.#giveUp(1);
    const untilMs = sentMs === null ? this.#options.clock.monotonic() + KEPT_FOR_MS : sentMs + REPEATED_FOR_MS;
    this.#repeated.add({ tenantId, settlement, isSent: sentMs !== null, untilMs });
    this.#repeating ??= this.#repeat();
  }

  async #repeat(): Promise<void> {
    let pauseMs = PAUSE_MS_MIN;
    while (this.#repeated.size > 0) {
      await this.#pauses.pause(pauseMs);
      if (this.#pauses.ended) break;
      const arrived = await this.#sendRepeated();
      pauseMs = arrived > 0 ? PAUSE_MS_MIN : Math.min(pauseMs * 2, PAUSE_MS_MAX);
      this.#forgetOld();
      this.#noteIdle();
    }
    this.#repeating = null;
  }

  /** How many of those that were repeated have arrived. */
  async #sendRepeated(): Promise<number> {
    let arrived = 0;
    const isToWait = this.#options.guard.isAway && !this.#draining;
    const nowMs = this.#options.clock.monotonic();
    await Promise.all([...this.#repeated].map(async (due) => {
      if (!due.isSent && isToWait) return;
      if (!due.isSent) due.untilMs = nowMs + REPEATED_FOR_MS;
      due.isSent = true;
      if (!await this.#send(due)) return;
      this.#repeated.delete(due);
      arrived++;
    }));
    return arrived;
  }

  /** Whether it has arrived. */
  #send({ tenantId, settlement }: RepeatedSettlement): Promise<boolean> {
    return new Promise((heard) => this.#options.repeatLanes.of(tenantId).settle({ settlement, heard }));
  }

  #forgetOld(): void {
    const nowMs = this.#options.clock.monotonic();
    const old = [...this.#repeated].filter(({ untilMs }) => untilMs <= nowMs);
    for (const due of old) this.#repeated.delete(due);
    if (old.length > 0) this.#giveUp(old.length);
  }

  #giveUp(count: number): void {
    this.#options.logger.warn("settlements_given_up", { count });
  }

  #noteIdle(): void {
    if (this.pending > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}

interface RepeatedSettlement {
  tenantId: string;
  settlement: EpochSettlement;
  /** Whether it may have arrived. */
  isSent: boolean;
  /** When it is given up, monotonic milliseconds. */
  untilMs: number;
}

/** Less than the ledger remembers what was settled, by enough for the last call's own deadline. */
const REPEATED_FOR_MS = SETTLED_KEPT_MS - 60_000;
const KEPT_FOR_MS = 600_000;
/** More than that are not held in memory. */
const REPEATED_MAX = 100_000;
const PAUSE_MS_MIN = 100;
const PAUSE_MS_MAX = 5_000;
