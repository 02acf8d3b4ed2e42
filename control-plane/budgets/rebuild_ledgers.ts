import type { ReservationLedger } from "../../shared/transport/reservation_ledger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Database } from "../database.ts";
import { beginEpochs } from "./ledger_epochs.ts";

export interface LedgerDependencies {
  db: Database;
  ledger: ReservationLedger;
  clock: Clock;
  logger: Logger;
}

/** Tenants of one transaction. Their records wait for it. */
const TRANSACTION_TENANTS = 100;

/**
 * Gives tenants' ledgers a new epoch and fills them with what their budgets were charged so far. Throws when the database or the
 * ledger is unreachable: then a ledger may be left without the epoch that the database has, and is to be rebuilt again.
 */
export async function rebuildLedgers(dependencies: LedgerDependencies, tenantIds: readonly string[]): Promise<void> {
  const { ledger } = dependencies;
  let failure: PromiseRejectedResult | undefined;
  for (let start = 0; start < tenantIds.length; start += TRANSACTION_TENANTS) {
    const contents = await beginEpochs(dependencies, tenantIds.slice(start, start + TRANSACTION_TENANTS));
    // Only after the commit: were it undone, the ledger would count what the recorder does not know of.
    const rebuilt = await Promise.allSettled(
      contents.map(({ tenantId, epoch, spends }) => ledger.rebuild(tenantId, epoch, spends)),
    );
    const failures = rebuilt.filter((result) => result.status === "rejected");
    // One tenant's alone stands in no other's way; all of them mean that the ledger is away.
    if (failures.length === contents.length) throw failures[0]!.reason;
    failure ??= failures[0];
  }
  if (failure !== undefined) throw failure.reason;
}

/** Makes a new tenant's ledger, so that its first request finds one. Never throws: the ledger keeper does what is left. */
export async function beginLedger(dependencies: LedgerDependencies, tenantId: string): Promise<void> {
  try {
    await rebuildLedgers(dependencies, [tenantId]);
  } catch (error) {
    dependencies.logger.warn("ledger_not_begun", { tenantId, error });
  }
}
