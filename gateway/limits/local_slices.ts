import type { Clock } from "../../shared/time/clock.ts";
import { MemoryReservationLedger } from "../../shared/transport/memory/memory_reservation_ledger.ts";
import type {
  CounterState,
  LedgerClaim,
  Reservation,
  ReservationDecision,
  Settlement,
} from "../../shared/transport/reservation_ledger.ts";
import { LruMap } from "../snapshot/lru_map.ts";

export interface LocalSlicesOptions {
  clock: Clock;
  /** How many gateways share a limit, at least 1. */
  gateways(): number;
}

/** What a gateway's own part of the limits made of a request, and where it is to be settled. */
export interface SliceDecision {
  epoch: string;
  decision: ReservationDecision;
}

/**
 * This gateway's own part of limits whose counters cannot be known: each divided by the number of living gateways, rounded
 * down, but at least 1 of requests and of concurrent requests that are allowed at all. Of a budget it is the part of what was
 * left when the ledger last told. A tenant's counters begin anew after a minute without a loss.
 */
export class LocalSlices {
  readonly #options: LocalSlicesOptions;
  readonly #ledger: MemoryReservationLedger;
  readonly #tenants = new LruMap<string, TenantSlice>(TENANTS_MAX, (tenantId) => this.#ledger.forget(tenantId));
  readonly #spent = new LruMap<string, { periodStart: number; used: number }>(BUDGETS_MAX);
  #epochs = 0;

  constructor(options: LocalSlicesOptions) {
    this.#options = options;
    this.#ledger = new MemoryReservationLedger(options.clock);
  }

  /** How many tenants have counters here. */
  get size(): number {
    return this.#ledger.size;
  }

  /** Remembers how a budget stood when the ledger told. */
  remember(claim: LedgerClaim, { used }: CounterState): void {
    if (claim.type === "spend") this.#spent.set(claim.counterKey, { periodStart: claim.periodStart, used });
  }

  /** Decides within the slices. `open`: reservations in flight, whose places count when a tenant's slice begins. */
  async reserve(
    tenantId: string,
    reservation: Reservation,
    open: Iterable<{ reservation: Reservation }>,
  ): Promise<SliceDecision> {
    const { epoch } = await this.#slice(tenantId, open);
    const sliced = { ...reservation, claims: reservation.claims.map((claim) => this.#sliceOf(claim)) };
    const answer = await this.#ledger.reserve(tenantId, [sliced], LIVED_MS);
    if (answer.state === "uninitialised") throw new Error("a slice of limits was forgotten");
    return { epoch, decision: answer.value[0]! };
  }

  /** Settles what was reserved here under an epoch; when that is over nothing happens. */
  settle(tenantId: string, epoch: string, settlement: Settlement): void {
    void this.#ledger.settle(tenantId, [settlement], epoch);
  }

  /**
   * Frees the place of a request that was in flight when a slice began; nothing for every other. Lets go of a slice that is
   * over: it remembers each request of minutes.
   */
  leave(tenantId: string, id: string): void {
    if (this.#tenants.size === 0) return;
    const slice = this.#tenants.peek(tenantId);
    if (slice === undefined) return;
    if (this.#isOver(slice)) {
      this.#tenants.delete(tenantId);
      this.#ledger.forget(tenantId);
    } else if (slice.inFlight.delete(id)) {
      this.settle(tenantId, slice.epoch, { id, claims: [] });
    }
  }

  async #slice(tenantId: string, open: Iterable<{ reservation: Reservation }>): Promise<TenantSlice> {
    const nowMs = this.#options.clock.monotonic();
    const known = this.#tenants.get(tenantId);
    if (known !== undefined && !this.#isOver(known)) {
      known.lostMs = nowMs;
      return known;
    }
    const slice: TenantSlice = { epoch: `slice-${++this.#epochs}`, lostMs: nowMs, inFlight: new Set() };
    this.#tenants.set(tenantId, slice);
    // In one go with the first reservations: nothing may be reserved before what is in flight has its place.
    const rebuilt = this.#ledger.rebuild(tenantId, slice.epoch, []);
    const inFlight: Reservation[] = [];
    for (const { reservation: { id, owner, claims } } of open) {
      const places = claims.filter(({ type }) => type === "concurrent_requests");
      if (places.length === 0) continue;
      inFlight.push({ id, owner, claims: places });
      slice.inFlight.add(id);
    }
    await Promise.all([rebuilt, this.#ledger.renew(tenantId, inFlight, LIVED_MS)]);
    return slice;
  }

  #isOver({ lostMs }: TenantSlice): boolean {
    return this.#options.clock.monotonic() - lostMs >= KEPT_MS;
  }

  #sliceOf(claim: LedgerClaim): LedgerClaim {
    const gateways = this.#options.gateways();
    switch (claim.type) {
      case "requests_per_minute":
      case "concurrent_requests":
        return { ...claim, max: claim.max === 0 ? 0 : Math.max(1, Math.floor(claim.max / gateways)) };
      case "tokens_per_minute":
        return { ...claim, max: Math.floor(claim.max / gateways) };
      case "spend": {
        const known = this.#spent.peek(claim.counterKey);
        // A new period has begun with the budget whole.
        const used = known?.periodStart === claim.periodStart ? known.used : 0;
        return { ...claim, max: Math.max(0, Math.floor((claim.max - used) / gateways)) };
      }
    }
  }
}

interface TenantSlice {
  epoch: string;
  /** When it was last needed, monotonic milliseconds. */
  lostMs: number;
  /** The requests that were in flight when it began, and still are. */
  readonly inFlight: Set<string>;
}

const KEPT_MS = 60_000;
/** Reservations here end with their requests, which this process sees to itself. */
const LIVED_MS = 86_400_000;
const TENANTS_MAX = 10_000;
const BUDGETS_MAX = 10_000;
