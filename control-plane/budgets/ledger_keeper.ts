import { Alarm } from "../../shared/time/alarm.ts";
import type { Fleet } from "../../shared/transport/fleet.ts";
import type { Readiness } from "../http/readiness.ts";
import { areCommitted, FleetMemory, type WrittenRecords } from "./awaited_records.ts";
import { readTenantLedgers, type TenantLedger } from "./ledger_epochs.ts";
import { type LedgerDependencies, rebuildLedgers } from "./rebuild_ledgers.ts";

export interface KeeperDependencies extends LedgerDependencies {
  fleet: Fleet;
}

/** How often it looks, milliseconds. */
const LOOK_MS = 250;
/** Tenants looked at each time; the next time goes on with those after them, or rebuilds every ledger that was lost. */
const LOOK_TENANTS = 1_000;
const RETRY_MS_MAX = 5_000;
/** How long lost ledgers wait for the records that are on their way, milliseconds. */
const AWAIT_RECORDS_MS_MAX = 10_000;

/**
 * Sees to it that every tenant's ledger has the epoch that the database has.
 *
 * One that has another, or none, is rebuilt. That of a tenant which never had any at once; others wait, for ten seconds at
 * most, until the records that gateways have written are committed: what comes later is added by the recorder, and until
 * then the ledger would admit too much.
 */
export class LedgerKeeper {
  #readiness: Readiness = { ready: false, reason: "the ledgers of limits have not been looked at yet" };
  readonly #dependencies: KeeperDependencies;
  readonly #fleet: FleetMemory;
  #afterTenantId: string | null = null;
  /** Since when ledgers are known to be lost, and what they wait for; null while all is well. */
  #loss: { sinceMs: number; written: WrittenRecords } | null = null;

  constructor(dependencies: KeeperDependencies) {
    this.#dependencies = dependencies;
    this.#fleet = new FleetMemory(dependencies.fleet, dependencies.clock);
  }

  readiness(): Readiness {
    return this.#readiness;
  }

  /** Looks at all tenants once and rebuilds what need not wait. Never throws: `run` does what is left. */
  async start(): Promise<void> {
    try {
      await this.#lookAtAll();
    } catch (error) {
      this.#failed(error, LOOK_MS);
    }
  }

  /** Looks again and again until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    let retryMs = LOOK_MS;
    const alarm = new Alarm(this.#dependencies.clock);
    while (!signal.aborted) {
      await alarm.wait(retryMs, signal);
      if (signal.aborted) return;
      try {
        await this.look();
        retryMs = LOOK_MS;
      } catch (error) {
        retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
        this.#failed(error, retryMs);
      }
    }
  }

  /** Looks at some tenants, and at all when a ledger among theirs is lost. Throws when something cannot be reached. */
  async look(): Promise<void> {
    await this.#fleet.listen();
    const tenants = await this.#readTenants(this.#afterTenantId);
    const lost = await this.#lostOf(tenants);
    if (lost.length > 0 || this.#loss !== null) return await this.#lookAtAll();
    this.#afterTenantId = tenants.length < LOOK_TENANTS ? null : tenants.at(-1)!.tenantId;
    this.#readiness = { ready: true };
  }

  async #lookAtAll(): Promise<void> {
    const lost = await this.#findLost();
    const fresh = lost.filter(({ epoch }) => epoch === null);
    const forgotten = lost.filter(({ epoch }) => epoch !== null);
    if (fresh.length > 0) await this.#rebuild(fresh);
    if (forgotten.length === 0) this.#loss = null;
    else if (await this.#mayRebuild()) await this.#rebuild(forgotten);
    this.#readiness = { ready: true };
  }

  async #mayRebuild(): Promise<boolean> {
    const { clock, db, logger } = this.#dependencies;
    if (this.#loss === null) {
      await this.#fleet.listen();
      this.#loss = { sinceMs: clock.monotonic(), written: this.#fleet.written() };
      logger.warn("ledgers_out_of_step", { awaitedGateways: this.#loss.written.size });
    }
    if (await areCommitted(db, this.#loss.written)) return true;
    return clock.monotonic() - this.#loss.sinceMs >= AWAIT_RECORDS_MS_MAX;
  }

  /** Rebuilds ledgers unless another control plane is at it; then the next look finds them in step. */
  async #rebuild(ledgers: readonly TenantLedger[]): Promise<void> {
    const { db, clock, logger } = this.#dependencies;
    await db.$transaction(async (transaction) => {
      const [lock] = await transaction.$queryRaw<{ taken: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(hashtext('perpetuo_ledgers')) AS "taken"`;
      if (!lock!.taken) return;
      const startedMs = clock.monotonic();
      // Anew, under the lock: another may have done it since they were looked at.
      const wanted = new Set(ledgers.map(({ tenantId }) => tenantId));
      const lost = (await this.#findLost()).filter(({ tenantId }) => wanted.has(tenantId));
      await rebuildLedgers(this.#dependencies, lost.map(({ tenantId }) => tenantId));
      logger.info("ledgers_rebuilt", { tenants: lost.length, durationMs: Math.round(clock.monotonic() - startedMs) });
    }, { maxWait: 10_000, timeout: 15 * 60_000 });
  }

  async #findLost(): Promise<TenantLedger[]> {
    const lost: TenantLedger[] = [];
    for (let after: string | null | undefined = null; after !== undefined;) {
      const tenants = await this.#readTenants(after);
      lost.push(...await this.#lostOf(tenants));
      after = tenants.at(LOOK_TENANTS - 1)?.tenantId;
    }
    return lost;
  }

  #readTenants(afterTenantId: string | null): Promise<TenantLedger[]> {
    const { db, clock } = this.#dependencies;
    return readTenantLedgers(db, { afterTenantId, rowsMax: LOOK_TENANTS, nowMs: clock.now() });
  }

  async #lostOf(tenants: readonly TenantLedger[]): Promise<TenantLedger[]> {
    if (tenants.length === 0) return [];
    const epochs = await this.#dependencies.ledger.epochs(tenants.map(({ tenantId }) => tenantId));
    return tenants.filter(({ epoch, uncertain }, n) => uncertain || epoch === null || epochs[n] !== epoch);
  }

  #failed(error: unknown, retryMs: number): void {
    this.#readiness = { ready: false, reason: "the ledgers of limits or the database cannot be reached" };
    this.#dependencies.logger.warn("ledgers_not_kept", { error, retryMs });
  }
}
