import type { LedgerClaim } from "./reservation_ledger.ts";

/** Whether claims are of the same limits, whatever their amounts. */
export function haveSameLimits(claims: readonly LedgerClaim[], others: readonly LedgerClaim[]): boolean {
  if (claims === others) return true;
  if (claims.length !== others.length) return false;
  for (let index = 0; index < claims.length; index++) {
    if (!isSameLimit(claims[index]!, others[index]!)) return false;
  }
  return true;
}

/** Whether two claims are of the same limit. */
export function isSameLimit(one: LedgerClaim, other: LedgerClaim): boolean {
  if (one === other) return true;
  if (one.counterKey !== other.counterKey || one.type !== other.type) return false;
  if (one.max !== other.max || one.enforced !== other.enforced) return false;
  if (one.type !== "spend") return true;
  const { period, periodStart } = other as LedgerClaim & { type: "spend" };
  return one.period === period && one.periodStart === periodStart;
}
