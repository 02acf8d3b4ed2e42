import type { Clock } from "../../shared/time/clock.ts";
import type { CallBudget, CallBudgets } from "../../shared/transport/call_budgets.ts";
import { MemoryCallBudgets } from "../../shared/transport/memory/memory_call_budgets.ts";
import { RateLimitedError } from "../api_error.ts";
import type { Actor } from "../authorization/actor.ts";

export interface CallLimits {
  /** What somebody who is known may ask for, cost a minute; a minute's worth at once. */
  costPerMinute: number;
  /** The same for each address from which strangers call. */
  anonymousCostPerMinute: number;
}

/** What every request costs, beside its operation. */
export const REQUEST_COST = 100;

/** Somebody who calls, as limits know them: a person's session, a token, a service account, or a stranger's address. */
export interface Caller {
  readonly key: string;
  readonly isKnown: boolean;
}

/**
 * Bounds what each caller may ask for in a while, over all processes. While Redis is away each process counts for itself: the
 * API stays there, and nobody gets more than so many times the bound.
 */
export class CallLimiter {
  readonly #shared: CallBudgets;
  readonly #own: MemoryCallBudgets;
  readonly #known: CallBudget;
  readonly #anonymous: CallBudget;

  constructor(shared: CallBudgets, { clock, limits }: { clock: Clock; limits: CallLimits }) {
    this.#shared = shared;
    this.#own = new MemoryCallBudgets(clock);
    this.#known = perMinute(limits.costPerMinute);
    this.#anonymous = perMinute(limits.anonymousCostPerMinute);
  }

  /** Takes a cost from the caller's budget; what is answered is why it may not go on, or null. */
  async take({ key, isKnown }: Caller, cost: number): Promise<RateLimitedError | null> {
    if (cost <= 0) return null;
    const budget = isKnown ? this.#known : this.#anonymous;
    const verdict = await this.#shared.take(key, cost, budget).catch(() => this.#own.take(key, cost, budget));
    if (verdict.allowed) return null;
    const seconds = Math.max(1, Math.ceil(verdict.retryAfterMs / 1_000));
    return new RateLimitedError(
      `You may ask for a cost of ${budget.capacity} a minute. Try again in ${seconds} s.`,
      seconds,
    );
  }
}

/** Who calls, as limits know them. */
export function callerOf(actor: Actor, clientAddress: string | null): Caller {
  switch (actor.kind) {
    case "user":
      return { key: `user:${actor.userId}`, isKnown: true };
    case "token":
      return { key: `token:${actor.personalAccessTokenId}`, isKnown: true };
    case "service_account":
      return { key: `service_account:${actor.serviceAccountId}`, isKnown: true };
    case "system":
      return { key: "system", isKnown: true };
    case "anonymous":
      return { key: `address:${network(clientAddress ?? "unknown")}`, isKnown: false };
  }
}

function perMinute(cost: number): CallBudget {
  return { capacity: cost, perSecond: Math.max(1, Math.ceil(cost / 60)) };
}

/** Of IPv6 whoever has one address has the 2⁶⁴ around it. */
function network(address: string): string {
  if (!address.includes(":")) return address;
  const [head = ""] = address.split("%");
  const [front = "", back] = head.split("::") as [string, string?];
  const groups = front === "" ? [] : front.split(":");
  const rest = back === undefined || back === "" ? [] : back.split(":");
  const whole = back === undefined
    ? groups
    : [...groups, ...Array(Math.max(0, 8 - groups.length - rest.length)).fill("0"), ...rest];
  return `${whole.slice(0, 4).join(":")}::/64`;
}
