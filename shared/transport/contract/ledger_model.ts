import { counterName } from "../ledger_rules.ts";
import { EXPIRED_KEPT_MS, type LedgerClaim, type SettledSpend, type SettlementOutcome } from "../reservation_ledger.ts";
import { TTL_MS } from "./ledger_samples.ts";

/** A request as its gateway knows it: `at` is where its claims were counted, by the claim's index. */
export interface ModelRequest {
  claims: LedgerClaim[];
  state: "denied" | "held" | "settled" | "forgotten";
  /** When it expires, or when it was settled; epoch milliseconds. */
  sinceMs: number;
  entries: (Entry | null)[];
  /** The second that the ledger told when it reserved; null: not told, or renewed since. */
  second: number | null;
}

interface Entry {
  second: number;
  amount: number;
}

/**
 * What a ledger is to hold, told as plainly as possible: every request is kept, and every counter is added up anew.
 * `slack` is by how much a counter may exceed its limit, because of what happened since it was last within it.
 */
export class LedgerModel {
  readonly requests: ModelRequest[] = [];
  readonly slack = new Map<string, number>();
  #settledSpend = new Map<string, { claim: LedgerClaim; amount: number }>();
  #entries = new Map<string, Entry[]>();

  reserve(request: ModelRequest, granted: boolean, nowMs: number): void {
    if (granted) this.#hold(request, nowMs);
  }

  renew(request: ModelRequest, nowMs: number): void {
    if (this.#isSettled(request, nowMs)) return;
    if (this.isExpired(request, nowMs) && this.#isRemembered(request, nowMs)) {
      for (const claim of request.claims) {
        if (claim.type === "spend") this.#settle(claim, -claim.amount);
        if (claim.type === "concurrent_requests") this.#allow(claim, 1);
      }
      request.sinceMs = nowMs + TTL_MS;
    } else if (!this.#isRemembered(request, nowMs)) {
      for (const claim of request.claims) this.#allow(claim, claim.amount);
      this.#hold(request, nowMs);
    } else request.sinceMs = nowMs + TTL_MS;
  }

  /** Ends a request that used `actual` by the claim's index; returns what the ledger is to answer. */
  settle(request: ModelRequest, actual: number[], nowMs: number): SettlementOutcome {
    if (this.#isSettled(request, nowMs)) return "repeated";
    const known = this.#isRemembered(request, nowMs);
    const expired = this.isExpired(request, nowMs);
    for (const [index, claim] of request.claims.entries()) {
      const used = actual[index]!;
      const reserved = known ? claim.amount : 0;
      const excess = Math.max(0, used - reserved);
      if (claim.type === "spend") this.#settle(claim, known && expired ? used - claim.amount : used);
      if (claim.type === "tokens_per_minute") {
        const entry = request.entries[index];
        if (known && entry) entry.amount = Math.min(entry.amount, used);
        this.#count(claim, excess, nowMs);
      }
      if (claim.type === "requests_per_minute" && !known) this.#count(claim, 1, nowMs);
      if (claim.type !== "concurrent_requests") this.#allow(claim, excess);
    }
    Object.assign(request, { state: "settled", sinceMs: nowMs });
    return known ? "settled" : "added";
  }

  /** Forgets everything but spending, and returns that. */
  rebuild(): SettledSpend[] {
    for (const request of this.requests) if (request.state !== "denied") request.state = "forgotten";
    this.#entries.clear();
    return [...this.#settledSpend.values()].flatMap(({ claim, amount }) => {
      if (claim.type !== "spend") return [];
      const { counterKey, period, periodStart, periodEnd } = claim;
      return [{ counterKey, period, periodStart, periodEnd, nanoUsd: amount }];
    });
  }

  /** Counts as used what has expired since the last time. */
  pass(fromMs: number, toMs: number): void {
    for (const request of this.requests) {
      if (request.state !== "held" || request.sinceMs <= fromMs || request.sinceMs > toMs) continue;
      for (const claim of request.claims) if (claim.type === "spend") this.#settle(claim, claim.amount);
    }
  }

  /** What a counter is to hold. */
  counter(claim: LedgerClaim, nowMs: number): { used: number; reserved: number } {
    const name = counterName(claim);
    if (claim.type !== "spend" && claim.type !== "concurrent_requests") {
      const inWindow = (this.#entries.get(name) ?? []).filter(({ second }) => second >= Math.floor(nowMs / 1_000) - 60);
      return { used: sum(inWindow), reserved: 0 };
    }
    const open = this.requests.filter((request) => request.state === "held" && !this.isExpired(request, nowMs));
    const reserved = sum(open.flatMap(({ claims }) => claims.filter((one) => counterName(one) === name)));
    return { used: reserved + (this.#settledSpend.get(name)?.amount ?? 0), reserved };
  }

  isExpired(request: ModelRequest, nowMs: number): boolean {
    return request.state === "held" && request.sinceMs <= nowMs;
  }

  #hold(request: ModelRequest, nowMs: number): void {
    request.entries = request.claims.map((claim) => this.#count(claim, claim.amount, nowMs));
    Object.assign(request, { state: "held", sinceMs: nowMs + TTL_MS });
  }

  #count(claim: LedgerClaim, amount: number, nowMs: number): Entry | null {
    if (claim.type === "spend" || claim.type === "concurrent_requests") return null;
    const entry = { second: Math.floor(nowMs / 1_000), amount };
    this.#entries.set(counterName(claim), [...this.#entries.get(counterName(claim)) ?? [], entry]);
    return entry;
  }

  #settle(claim: LedgerClaim, amount: number): void {
    const settled = this.#settledSpend.get(counterName(claim))?.amount ?? 0;
    this.#settledSpend.set(counterName(claim), { claim, amount: settled + amount });
  }

  #allow(claim: LedgerClaim, amount: number): void {
    this.slack.set(counterName(claim), (this.slack.get(counterName(claim)) ?? 0) + amount);
  }

  #isRemembered(request: ModelRequest, nowMs: number): boolean {
    return request.state === "held" && request.sinceMs + EXPIRED_KEPT_MS > nowMs;
  }

  #isSettled({ state, sinceMs }: ModelRequest, nowMs: number): boolean {
    return state === "settled" && Math.floor(nowMs / 60_000) - Math.floor(sinceMs / 60_000) <= 5;
  }
}

function sum(amounts: readonly { amount: number }[]): number {
  return amounts.reduce((total, { amount }) => total + amount, 0);
}
