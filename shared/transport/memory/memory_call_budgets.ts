import type { Clock } from "../../time/clock.ts";
import type { CallBudget, CallBudgets, CallVerdict } from "../call_budgets.ts";

/** Callers known at a time: those who called the longest ago are forgotten, which is to say that their bucket is full. */
const CALLERS_MAX = 10_000;

/** The buckets of callers within one process. */
export class MemoryCallBudgets implements CallBudgets {
  readonly #clock: Clock;
  /** The last to call comes last. */
  readonly #buckets = new Map<string, { left: number; atMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(caller: string, cost: number, { capacity, perSecond }: CallBudget): Promise<CallVerdict> {
    const nowMs = this.#clock.monotonic();
    const known = this.#buckets.get(caller);
    const left = known === undefined
      ? capacity
      : Math.min(capacity, known.left + (nowMs - known.atMs) / 1_000 * perSecond);
    const wanted = Math.min(cost, capacity);
    this.#buckets.delete(caller);
    if (this.#buckets.size >= CALLERS_MAX) this.#buckets.delete(this.#buckets.keys().next().value!);
    this.#buckets.set(caller, { left: left < wanted ? left : left - wanted, atMs: nowMs });
    if (left >= wanted) return Promise.resolve({ allowed: true });
    return Promise.resolve({ allowed: false, retryAfterMs: Math.ceil((wanted - left) / perSecond * 1_000) });
  }

  forget(): void {
    this.#buckets.clear();
  }
}
