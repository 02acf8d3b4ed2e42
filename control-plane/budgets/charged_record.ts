import type { Charge, RequestRecord } from "../../shared/contracts/request_record.ts";
import type { LedgerClaim } from "../../shared/transport/reservation_ledger.ts";

/** A charge whose period is known. */
export type BudgetCharge = Required<Charge>;

/** What budgets and the ledger want to know of a record. */
export interface ChargedRecord {
  id: string;
  tenantId: string;
  /** The epoch of the ledger that its gateway settles; null: it settles nothing. */
  ledgerEpoch: string | null;
  /** At least one. */
  charges: BudgetCharge[];
}

/** The records that were charged. Charges of builds before there were budgets name no period, and are left out. */
export function chargedRecords(records: readonly RequestRecord[]): ChargedRecord[] {
  const charged: ChargedRecord[] = [];
  for (const { id, tenantId, ledgerEpoch = null, charges } of records) {
    const usable = charges.filter(hasPeriod);
    if (usable.length > 0) charged.push({ id, tenantId, ledgerEpoch, charges: usable });
  }
  return charged;
}

/** The claims that settle charges. */
export function settledClaims(charges: readonly BudgetCharge[]): LedgerClaim[] {
  return charges.map(({ counterKey, period, periodStart, periodEnd, nanoUsd }) => ({
    type: "spend",
    counterKey,
    period,
    periodStart,
    periodEnd,
    amount: nanoUsd,
    // Nothing is decided when a reservation is settled.
    max: 0,
    enforced: false,
  }));
}

/** The end of the year 9999: later ones are written in a way that Postgres does not read, and refused with their record. */
const TIME_MAX = 253_402_300_799_999;

function hasPeriod(charge: Charge): charge is BudgetCharge {
  const { periodStart, periodEnd } = charge;
  return periodStart !== undefined && periodEnd !== undefined && periodStart < periodEnd && periodEnd <= TIME_MAX;
}
