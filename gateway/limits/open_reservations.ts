import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Reservation } from "../../shared/transport/reservation_ledger.ts";
import type { GuardedLedger } from "./guarded_ledger.ts";

/** How long a reservation lives without being renewed, milliseconds. */
export const RESERVATION_TTL_MS = 60_000;

/** What one call renews or settles at most. */
export const LEDGER_ITEMS_MAX = 500;

/** The reservation of a request in flight. */
export interface OpenReservation {
  readonly tenantId: string;
  readonly reservation: Reservation;
  /** The epoch under which the ledger has last held it; null: it has not yet, because it could not be asked. */
  epoch: string | null;
  /** Where the ledger has told that minutes' windows count it; null: not told, or a renewal may have changed it. */
  second: number | null;
}

/** Under which epoch the ledger granted a reservation, and in which second; null: neither is known. */
export type Granted = { epoch: string; second: number | null } | null;

export interface OpenReservationsOptions {
  guard: GuardedLedger;
  clock: Clock;
  logger: Logger;
}

/**
 * The reservations of this process's requests in flight, held in the ledger by one timer for all, three times within the life
 * of each; and at once for a tenant whose ledger was emptied meanwhile, or could not be reached before.
 */
export class OpenReservations {
  readonly #options: OpenReservationsOptions;
  readonly #tenants = new Map<string, TenantReservations>();
  readonly #stopping = new AbortController();
  #renewing: Promise<void> = Promise.resolve();

  constructor(options: OpenReservationsOptions) {
    this.#options = options;
    options.guard.onRestored(() => this.#renewAll());
  }

  /** How many there are. */
  get size(): number {
    let size = 0;
    for (const { open } of this.#tenants.values()) size += open.size;
    return size;
  }

  /** Renews from now on. */
  start(): void {
    this.#renewing = this.#renewEvery();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#renewing;
  }

  /** Keeps a reservation alive until it is released. */
  hold(tenantId: string, reservation: Reservation, granted: Granted): OpenReservation {
    const epoch = granted?.epoch ?? null;
    const open: OpenReservation = { tenantId, reservation, epoch, second: granted?.second ?? null };
    let tenant = this.#tenants.get(tenantId);
    if (tenant === undefined) {
      tenant = { open: new Set(), epoch, isRenewing: false, isToRenew: false };
      this.#tenants.set(tenantId, tenant);
    }
    tenant.open.add(open);
    if (epoch === null) tenant.epoch = null;
    return open;
  }

  /** The request is over. */
  release(open: OpenReservation): void {
    const tenant = this.#tenants.get(open.tenantId);
    if (tenant?.open.delete(open) && tenant.open.size === 0) this.#tenants.delete(open.tenantId);
  }

  /** Heeds the epoch of an answer: another one means that the ledger does not know what is open here. */
  observe(tenantId: string, epoch: string): void {
    const tenant = this.#tenants.get(tenantId);
    if (tenant === undefined || tenant.epoch === epoch) return;
    tenant.epoch = epoch;
    void this.#renew(tenantId, tenant);
  }

  /** The open reservations of a tenant. */
  *ofTenant(tenantId: string): IterableIterator<OpenReservation> {
    yield* this.#tenants.get(tenantId)?.open ?? [];
  }

  async #renewEvery(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await this.#options.clock.delay(RESERVATION_TTL_MS / 3, signal).catch(() => {});
      if (signal.aborted) return;
      this.#renewAll();
    }
  }

  #renewAll(): void {
    for (const [tenantId, tenant] of this.#tenants) void this.#renew(tenantId, tenant);
  }

  /** One call at a time; what is asked for meanwhile comes after it. */
  async #renew(tenantId: string, tenant: TenantReservations): Promise<void> {
    tenant.isToRenew = true;
    if (tenant.isRenewing) return;
    tenant.isRenewing = true;
    while (tenant.isToRenew && !this.#stopping.signal.aborted) {
      tenant.isToRenew = false;
      const open = [...tenant.open];
      for (let from = 0; from < open.length; from += LEDGER_ITEMS_MAX) {
        await this.#renewSome(tenantId, tenant, open.slice(from, from + LEDGER_ITEMS_MAX));
      }
    }
    tenant.isRenewing = false;
  }

  async #renewSome(tenantId: string, tenant: TenantReservations, open: readonly OpenReservation[]): Promise<void> {
    // What has ended since would come back to life where its settlement was not heard.
    const inFlight = open.filter((one) => tenant.open.has(one));
    if (inFlight.length === 0) return;
    // Before it is sent: it may be done, and nobody hear of it.
    for (const one of inFlight) one.second = null;
    const reservations = inFlight.map(({ reservation }) => reservation);
    const answer = await this.#options.guard.renew(tenantId, reservations, RESERVATION_TTL_MS);
    if (answer.state === "known") {
      tenant.epoch = answer.epoch;
      for (const one of inFlight) one.epoch = answer.epoch;
    } else {
      // The next answer of the ledger, whatever its epoch, renews them.
      tenant.epoch = null;
      this.#options.logger.warn("reservations_not_renewed", { tenantId, count: inFlight.length, reason: answer.state });
    }
  }
}

interface TenantReservations {
  readonly open: Set<OpenReservation>;
  /** Under which all of them are held, as far as is known; null: some are not. */
  epoch: string | null;
  isRenewing: boolean;
  isToRenew: boolean;
}
