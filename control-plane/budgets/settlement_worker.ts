import type { Logger } from "../../shared/logging/logger.ts";
import { Alarm } from "../../shared/time/alarm.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { ReservationLedger } from "../../shared/transport/reservation_ledger.ts";
import type { Database } from "../database.ts";
import { settledClaims } from "./charged_record.ts";
import { deleteSettlements, type LedgerSettlement, takeSettlements } from "./ledger_settlements.ts";

export interface SettlementDependencies {
  db: Database;
  ledger: ReservationLedger;
  clock: Clock;
  logger: Logger;
}

/** Settles what the recorders of all processes have left for the ledger. */
export interface SettlementWorker {
  /** Looks at once: something was committed. */
  ring(): void;
  stop(): Promise<void>;
}

/** How often it looks when it is not rung, milliseconds: for what another process left, and what is to be tried again. */
const LOOK_MS = 500;
const BATCH_ROWS = 500;
/** Settlements of one call: what the ledger does in a millisecond or two. */
const CALL_SETTLEMENTS_MAX = 100;

/** Starts settling until stopped; any number of workers may run at once. */
export function startSettlementWorker(dependencies: SettlementDependencies): SettlementWorker {
  const { clock, logger } = dependencies;
  const stop = new AbortController();
  const alarm = new Alarm(clock);

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        while (!stop.signal.aborted && await settleDue(dependencies) === BATCH_ROWS);
      } catch (error) {
        logger.warn("ledger_settlements_waiting", { error });
        await new Alarm(clock).wait(LOOK_MS, stop.signal);
      }
      await alarm.wait(LOOK_MS, stop.signal);
    }
  }

  const running = run();
  return {
    ring: () => alarm.ring(),
    async stop() {
      stop.abort();
      await running;
    },
  };
}

/**
 * Makes one attempt at each settlement that is due, 500 at most, and says at how many. Throws when the database is unreachable,
 * or the ledger for all of them; what did not arrive, or is not known to have, is tried again later.
 */
export async function settleDue(dependencies: SettlementDependencies): Promise<number> {
  const { db, clock } = dependencies;
  const due = await takeSettlements(db, { nowMs: clock.now(), rowsMax: BATCH_ROWS });
  const groups = [...Map.groupBy(due, ({ tenantId, epoch }) => `${tenantId} ${epoch}`).values()];
  const calls = groups.flatMap((group) => chunks(group, CALL_SETTLEMENTS_MAX));
  const outcomes = await Promise.allSettled(calls.map((call) => settle(dependencies.ledger, call)));
  await deleteSettlements(db, outcomes.flatMap((outcome) => outcome.status === "fulfilled" ? outcome.value : []));
  const failures = outcomes.filter((outcome) => outcome.status === "rejected");
  if (failures.length > 0) throw failures[0]!.reason;
  return due.length;
}

/** Settles what one tenant's ledger of one epoch is owed, and gives the ids of the records that it has now. */
async function settle(ledger: ReservationLedger, settlements: readonly LedgerSettlement[]): Promise<string[]> {
  const { tenantId, epoch } = settlements[0]!;
  // Under the epoch that the row was written in, and no other: a ledger that is older is about to be rebuilt, and what is put
  // into it is lost; one that is newer was built with the record.
  const answer = await ledger.settle(
    tenantId,
    settlements.map(({ recordId, charges }) => ({ id: recordId, claims: settledClaims(charges) })),
    epoch,
  );
  // The keeper sees to the ledger, and deletes the rows with it.
  if (answer.state === "uninitialised" || answer.value === "stale") return [];
  return settlements.map(({ recordId }) => recordId);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
