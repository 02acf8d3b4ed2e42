import type { Limit } from "../../shared/contracts/policy.ts";
import type { CompiledCounter, CompiledPolicy } from "../../shared/policy/compiled_policy.ts";
import { encodeSubject } from "../../shared/policy/counter_key.ts";
import type { SpendPeriods } from "../../shared/policy/spend_period.ts";
import type { CounterState, LedgerClaim } from "../../shared/transport/reservation_ledger.ts";
import type { Call } from "../call.ts";
import { type CounterLoss, readCounterStates } from "./read_counter_states.ts";

/** How one counter stands; amounts are requests, tokens or nano-dollars. */
export interface LimitCounter {
  limit: Limit;
  max: number;
  known: KnownCounter | null;
  /** Null while it is known. */
  loss: CounterLoss | null;
}

export interface KnownCounter {
  /** Settled and reserved together. */
  used: number;
  /** 0 for what counts in a minute: that is used at once. */
  reserved: number;
  /** Never below 0. */
  remaining: number;
  /** When there is more left; null: whenever another request ends. */
  resetsAt: Date | null;
}

/** Whom limits count: `subject` is the key or the end user where each has counters of its own, and else of no matter. */
export interface CountedSubject {
  compiled: CompiledPolicy;
  subject: string;
}

/** Claims in one call to the ledger, which does nothing else meanwhile. */
const CLAIMS_MAX = 500;

/** How the counters of each subject stand, in the order of its limits. A ledger that is away is no fault: they are unknown. */
export async function readCounters(
  call: Call,
  { tenantId, periods }: { tenantId: string; periods: SpendPeriods },
  subjects: readonly CountedSubject[],
): Promise<LimitCounter[][]> {
  const nowMs = call.dependencies.clock.now();
  const asked = subjects.flatMap(({ compiled, subject }) =>
    compiled.counters.map((counter) => ({ counter, claim: claimOf(counter, subject, { periods, nowMs }) }))
  );
  const parts = Array.from(
    { length: Math.ceil(asked.length / CLAIMS_MAX) },
    (_, index) => asked.slice(index * CLAIMS_MAX, (index + 1) * CLAIMS_MAX),
  );
  const answers = await Promise.all(
    parts.map((part) => readCounterStates(call, tenantId, part.map(({ claim }) => claim))),
  );
  const counters = asked.map(({ counter: { limit, max }, claim }, index): LimitCounter => {
    const answer = answers[Math.floor(index / CLAIMS_MAX)]!;
    if (typeof answer === "string") return { limit, max, known: null, loss: answer };
    return { limit, max, known: knownCounter(answer[index % CLAIMS_MAX]!, claim, nowMs), loss: null };
  });
  let next = 0;
  return subjects.map(({ compiled }) => counters.slice(next, next += compiled.counters.length));
}

/** What a request of this subject would claim now, of no amount. */
function claimOf(
  { limit, max, enforced, key, perSubject }: CompiledCounter,
  subject: string,
  { periods, nowMs }: { periods: SpendPeriods; nowMs: number },
): LedgerClaim {
  const counterKey = perSubject === null ? key : key + encodeSubject(subject);
  switch (limit.type) {
    case "requests_per_minute":
    case "concurrent_requests":
      return { type: limit.type, counterKey, max, enforced, amount: 1 };
    case "tokens_per_minute":
      return { type: limit.type, counterKey, max, enforced, amount: 0 };
    case "spend": {
      const { period } = limit;
      const { start: periodStart, end: periodEnd } = periods.at(period, nowMs);
      return { type: limit.type, counterKey, max, enforced, amount: 0, period, periodStart, periodEnd };
    }
  }
}

function knownCounter({ used, reserved, resetMs }: CounterState, claim: LedgerClaim, nowMs: number): KnownCounter {
  const remaining = Math.max(0, claim.max - used);
  // The ledger's clock is not ours, and its answer took a while: a period ends when the calendar says.
  const resetsAtMs = claim.type === "spend" ? claim.periodEnd : nowMs + resetMs;
  return { used, reserved, remaining, resetsAt: resetMs === 0 ? null : new Date(resetsAtMs) };
}
