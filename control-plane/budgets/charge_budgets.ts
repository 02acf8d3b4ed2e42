import type { Clock } from "../../shared/time/clock.ts";
import type { InsertedRecordsHook } from "../recorder/commit_records.ts";
import { chargedRecords } from "./charged_record.ts";
import { addSpends } from "./budget_spends.ts";
import { holdEpochs } from "./ledger_epochs.ts";
import { addSettlements } from "./ledger_settlements.ts";

export interface ChargeBudgetsOptions {
  clock: Clock;
  /** Called after a commit that left settlements for the ledger. */
  onSettlements: () => void;
}

/**
 * Adds the charges of new records to what budgets were charged, in the transaction that inserts the records, and leaves a
 * settlement for each record that the ledger will not hear of from its gateway.
 *
 * The tenants' epochs are held for share meanwhile, so that a rebuild comes before or after the transaction as a whole. Before:
 * the record's epoch is not the tenant's any more, and the settlement brings it into the rebuilt ledger. After: the rebuilt
 * ledger begins with the charge, and the rebuild deletes the settlement.
 */
export function chargeBudgets({ clock, onSettlements }: ChargeBudgetsOptions): InsertedRecordsHook {
  return async (transaction, inserted) => {
    const records = chargedRecords(inserted);
    if (records.length === 0) return;
    // In this order everywhere, each in the order of its keys: epochs, then spends. Nobody waits in a circle.
    const epochs = await holdEpochs(transaction, [...new Set(records.map(({ tenantId }) => tenantId))]);
    await addSpends(transaction, records);
    const unsettled = records.filter((record) => record.ledgerEpoch !== epochs.get(record.tenantId));
    if (unsettled.length === 0) return;
    await addSettlements(transaction, unsettled, { epochs, nowMs: clock.now() });
    return onSettlements;
  };
}
