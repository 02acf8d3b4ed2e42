import type { RequestRecord } from "../../../shared/contracts/request_record.ts";
import { uuidv7 } from "../../../shared/identifiers/uuid.ts";
import { MemoryLogger } from "../../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import { MemoryFleet } from "../../../shared/transport/memory/memory_fleet.ts";
import { MemoryReservationLedger } from "../../../shared/transport/memory/memory_reservation_ledger.ts";
import type { LedgerClaim, ReservationLedger } from "../../../shared/transport/reservation_ledger.ts";
import { withDatabase } from "../../../testing/services.ts";
import { openDatabase } from "../../database.ts";
import { commitRecords, type CommittedBatch } from "../../recorder/commit_records.ts";
import { LogPartitions } from "../../recorder/log_partitions.ts";
import { sampleRecord } from "../../recorder/testing/sample_record.ts";
import { type BudgetCharge, settledClaims } from "../charged_record.ts";
import { chargeBudgets } from "../charge_budgets.ts";
import { beginEpochs } from "../ledger_epochs.ts";

const HOUR_MS = 3_600_000;
const PERIOD_START = Math.floor(systemClock.now() / HOUR_MS) * HOUR_MS;

/** A database with one tenant, a ledger in memory that can be made to forget, and a recorder's commit that charges budgets. */
export async function budgetFixture() {
  const database = await withDatabase();
  const { db, close } = openDatabase(database.url, { connectionsMax: 8 });
  const clock = systemClock;
  const logger = new MemoryLogger();
  const ledger = new MemoryReservationLedger(clock);
  const fleet = new MemoryFleet(clock);
  const { id: tenantId } = await db.tenant.create({ data: { slug: "acme", name: "Acme" } });
  const dependencies = { db, ledger: ledger as ReservationLedger, fleet, clock, logger };
  const hooks = [chargeBudgets({ clock, onSettlements: () => {} })];
  const commit = { db, clock, logger, partitions: new LogPartitions(db), retentionDays: 30, hooks };
  const spent = async () => Number((await db.budgetSpend.aggregate({ _sum: { nanoUsd: true } }))._sum.nanoUsd ?? 0n);
  return {
    ...dependencies,
    ledger,
    dependencies,
    commit,
    tenantId,
    databaseUrl: database.url,
    record: (records: RequestRecord[]): Promise<CommittedBatch> => commitRecords(commit, records),
    /** The sum of everything that budgets were charged. */
    spent,
    /** What the ledger has of a counter, settled and reserved; null: it has forgotten. */
    used: (counter = hourCharge(0)) => usedOf(ledger, tenantId, settledClaims([counter])),
    /** Begins an epoch and fills the ledger, as the keeper does. */
    rebuild: async (): Promise<string> => {
      const [content] = await beginEpochs(dependencies, [tenantId]);
      await ledger.rebuild(tenantId, content!.epoch, content!.spends);
      return content!.epoch;
    },
    async [Symbol.asyncDispose]() {
      await close();
      await database.drop();
    },
  };
}

export type BudgetFixture = Awaited<ReturnType<typeof budgetFixture>>;

/** What a counter of a ledger has, settled and reserved; null: it has forgotten. */
export async function usedOf(
  ledger: ReservationLedger,
  tenantId: string,
  claims: readonly LedgerClaim[],
): Promise<number | null> {
  const answer = await ledger.read(tenantId, claims);
  return answer.state === "initialised" ? answer.value[0]!.used : null;
}

/** A charge of a counter whose period is under way, and lasts for as long as any test. */
export function hourCharge(nanoUsd: number, fields: Partial<BudgetCharge> = {}): BudgetCharge {
  return {
    counterKey: "018f0000-0000-7000-8000-000000000001:spend_hour:tenant",
    period: "hour",
    periodStart: PERIOD_START,
    periodEnd: PERIOD_START + 2 * HOUR_MS,
    nanoUsd,
    ...fields,
  };
}

let numbered = 0;

/** A record of a request that was charged, of the ledger's epoch that its gateway settles. */
export function chargedSample(
  tenantId: string,
  charges: RequestRecord["charges"],
  ledgerEpoch: string | null | undefined = null,
): RequestRecord {
  return sampleRecord(++numbered, { tenantId, charges, ledgerEpoch, id: uuidv7(systemClock.now()) });
}
