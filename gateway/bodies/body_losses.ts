import type { BodyEntry, BodyLossReason } from "../../shared/contracts/captured_body.ts";
import type { Logger } from "../../shared/logging/logger.ts";

type LossEntry = Extract<BodyEntry, { type: "loss" }>;

/** Counts a process's lost bodies by tenant and reason, from its start on, and remembers which counts the recorder has not heard. */
export class BodyLosses {
  readonly #instance: string;
  readonly #logger: Logger;
  readonly #counts = new Map<string, { tenantId: string; reason: BodyLossReason; count: number; told: number }>();
  #unlogged = 0;

  constructor(instance: string, logger: Logger) {
    this.#instance = instance;
    this.#logger = logger;
  }

  /** How many of the counts have risen since they were told. */
  get untold(): number {
    return this.#untold().length;
  }

  count(tenantId: string, reason: BodyLossReason): void {
    const place = `${tenantId} ${reason}`;
    const counted = this.#counts.get(place) ?? { tenantId, reason, count: 0, told: 0 };
    this.#counts.set(place, counted);
    counted.count++;
    this.#unlogged++;
  }

  byReason(): Partial<Record<BodyLossReason, number>> {
    const sums: Partial<Record<BodyLossReason, number>> = {};
    for (const { reason, count } of this.#counts.values()) sums[reason] = (sums[reason] ?? 0) + count;
    return sums;
  }

  /** What is to be told: the counts themselves and no differences, so that hearing one twice does no harm. */
  entries(): LossEntry[] {
    return this.#untold().slice(0, ENTRIES_MAX).map(({ tenantId, reason, count }) => ({
      type: "loss",
      loss: { instance: this.#instance, tenantId, reason, count },
    }));
  }

  told(entries: readonly LossEntry[]): void {
    for (const { loss } of entries) this.#counts.get(`${loss.tenantId} ${loss.reason}`)!.told = loss.count;
  }

  /** One line for everything that was lost since the last one. */
  log(): void {
    if (this.#unlogged === 0) return;
    this.#logger.warn("bodies_lost", { requests: this.#unlogged, sinceStart: this.byReason() });
    this.#unlogged = 0;
  }

  #untold() {
    return [...this.#counts.values()].filter(({ count, told }) => count > told);
  }
}

const ENTRIES_MAX = 50;
