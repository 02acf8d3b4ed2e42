import type { Readiness } from "../http/readiness.ts";
import type { InsertedRecordsHook } from "../recorder/commit_records.ts";
import { startBudgetWatch } from "./budget_watch.ts";
import { chargeBudgets } from "./charge_budgets.ts";
import { type KeeperDependencies, LedgerKeeper } from "./ledger_keeper.ts";
import { startSettlementWorker } from "./settlement_worker.ts";

/** What budgets were charged, and the ledgers that decide by it. */
export interface Budgets {
  /** What the recorder does with new records. */
  recordCharges: InsertedRecordsHook;
  /** Resolves when every tenant has a ledger that can be reached and whose charges are not still on their way. */
  ready: Promise<void>;
  /** Ready whatever the last check found; the number of differences is told as a detail. */
  readiness(): Readiness;
  stop(): Promise<void>;
}

/** Starts keeping the ledgers, until stopped; in any number of processes at once. */
export function startBudgets(dependencies: KeeperDependencies): Budgets {
  const stop = new AbortController();
  const keeper = new LedgerKeeper(dependencies);
  const ready = keeper.start();
  const running = ready.then(() => keeper.run(stop.signal));
  const worker = startSettlementWorker(dependencies);
  const watch = startBudgetWatch(dependencies);
  return {
    recordCharges: chargeBudgets({ clock: dependencies.clock, onSettlements: () => worker.ring() }),
    ready,
    readiness: () => withDifferences(keeper.readiness(), watch.differences()),
    async stop() {
      stop.abort();
      await Promise.all([running, worker.stop(), watch.stop()]);
    },
  };
}

function withDifferences(readiness: Readiness, differences: number | null): Readiness {
  return readiness.ready && differences !== null ? { ready: true, details: { differences } } : readiness;
}
