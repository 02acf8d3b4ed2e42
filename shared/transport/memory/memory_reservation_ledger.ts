import type { Clock } from "../../time/clock.ts";
import type {
  CounterState,
  EpochSettlement,
  LedgerAnswer,
  LedgerClaim,
  Reservation,
  ReservationDecision,
  ReservationLedger,
  SettledSpend,
  Settlement,
  SettlementOutcome,
  TurnOutcome,
} from "../reservation_ledger.ts";
import { MemoryTenantLedger } from "./memory_tenant_ledger.ts";

/** The ledger within one process. Its time is the clock's wall time. */
export class MemoryReservationLedger implements ReservationLedger {
  readonly #clock: Clock;
  readonly #tenants = new Map<string, MemoryTenantLedger>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  reserve(
    tenantId: string,
    reservations: readonly Reservation[],
    ttlMs: number,
  ): Promise<LedgerAnswer<ReservationDecision[]>> {
    return this.#answer(tenantId, (ledger, nowMs) => ledger.reserve(reservations, ttlMs, nowMs));
  }

  renew(tenantId: string, reservations: readonly Reservation[], ttlMs: number): Promise<LedgerAnswer<void>> {
    return this.#answer(tenantId, (ledger, nowMs) => ledger.renew(reservations, ttlMs, nowMs));
  }

  settle(
    tenantId: string,
    settlements: readonly Settlement[],
    epoch: string | null,
  ): Promise<LedgerAnswer<SettlementOutcome[] | "stale">> {
    return this.#answer(
      tenantId,
      (ledger, nowMs) => epoch !== null && epoch !== ledger.epoch ? "stale" : ledger.settle(settlements, nowMs),
    );
  }

  settleAndReserve(
    tenantId: string,
    { settlements, reservations }: { settlements: readonly EpochSettlement[]; reservations: readonly Reservation[] },
    ttlMs: number,
  ): Promise<LedgerAnswer<TurnOutcome>> {
    return this.#answer(tenantId, (ledger, nowMs) => {
      const settled = settlements.map((settlement) => {
        const { epoch } = settlement;
        return epoch !== null && epoch !== ledger.epoch ? "stale" : ledger.settle([settlement], nowMs)[0]!;
      });
      return { settled, decisions: ledger.reserve(reservations, ttlMs, nowMs), second: null };
    });
  }

  read(tenantId: string, claims: readonly LedgerClaim[]): Promise<LedgerAnswer<CounterState[]>> {
    return this.#answer(tenantId, (ledger, nowMs) => ledger.read(claims, nowMs));
  }

  rebuild(tenantId: string, epoch: string, spends: readonly SettledSpend[]): Promise<void> {
    // The same epoch again is a repetition, and would undo what was settled since.
    if (this.#tenants.get(tenantId)?.epoch !== epoch) {
      this.#tenants.set(tenantId, new MemoryTenantLedger(epoch, spends, this.#clock.now()));
    }
    return Promise.resolve();
  }

  epochs(tenantIds: readonly string[]): Promise<(string | null)[]> {
    return Promise.resolve(tenantIds.map((tenantId) => this.#tenants.get(tenantId)?.epoch ?? null));
  }

  correct(tenantId: string, spend: SettledSpend): Promise<LedgerAnswer<void>> {
    return this.#answer(tenantId, (ledger, nowMs) => ledger.correct(spend, nowMs));
  }

  /** How much is held for a tenant; for tests. */
  sizes(tenantId: string): ReturnType<MemoryTenantLedger["sizes"]> | null {
    return this.#tenants.get(tenantId)?.sizes(this.#clock.now()) ?? null;
  }

  /** How many tenants there are. */
  get size(): number {
    return this.#tenants.size;
  }

  /** Forgets a tenant, or all of them. */
  forget(tenantId?: string): void {
    if (tenantId === undefined) this.#tenants.clear();
    else this.#tenants.delete(tenantId);
  }

  #answer<Value>(
    tenantId: string,
    work: (ledger: MemoryTenantLedger, nowMs: number) => Value,
  ): Promise<LedgerAnswer<Value>> {
    const ledger = this.#tenants.get(tenantId);
    if (ledger === undefined) return Promise.resolve({ state: "uninitialised" });
    return Promise.resolve({ state: "initialised", epoch: ledger.epoch, value: work(ledger, this.#clock.now()) });
  }
}
