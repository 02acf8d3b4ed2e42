import { Alarm } from "../../shared/time/alarm.ts";
import { checkBudgets } from "./check_budgets.ts";
import type { LedgerDependencies } from "./rebuild_ledgers.ts";

/** How often it is asked whether a check is due, milliseconds. */
const ASK_MS = 600_000;

/** Checks budgets once a day. */
export interface BudgetWatch {
  /** How many budgets did not agree at the last check of any process; null before the first. */
  differences(): number | null;
  stop(): Promise<void>;
}

/** Starts checking until stopped; in any number of processes at once. */
export function startBudgetWatch(dependencies: LedgerDependencies): BudgetWatch {
  const { db, clock, logger } = dependencies;
  const stop = new AbortController();
  let differences: number | null = null;

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await checkBudgets(dependencies, stop.signal);
        differences = (await db.budgetCheck.findUnique({ where: { id: 1 } }))?.differences ?? null;
      } catch (error) {
        logger.warn("budgets_not_checked", { error });
      }
      await new Alarm(clock).wait(ASK_MS, stop.signal);
    }
  }

  const running = run();
  return {
    differences: () => differences,
    async stop() {
      stop.abort();
      await running;
    },
  };
}
