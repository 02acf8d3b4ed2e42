import type { PolicyScope, SpendPeriod } from "../../shared/contracts/policy.ts";

/** Shares of a budget, in percent, at which a key's own limits are warned of; a key has no setting for it. */
export const KEY_WARN_AT_PERCENT: readonly number[] = [50, 80, 100];

/** Budgets of one policy, or of one key's own. */
export interface WarnedLimits {
  kind: "policy" | "api_key";
  id: string;
  name: string;
  scope: PolicyScope["type"];
  action: "block" | "observe";
  /** What a period's budget is, nano-dollars; the tightest where there are several. */
  maxNanoUsd: Partial<Record<SpendPeriod, number>>;
  /** In percent. */
  shares: readonly number[];
}

/** A share of a budget that is spent. */
export interface ReachedShare {
  tenantId: string;
  counterKey: string;
  limits: WarnedLimits;
  /** Whose counter it is; null for a tenant, and where only a digest of it is known. */
  subject: string | null;
  period: SpendPeriod;
  periodStart: number;
  periodEnd: number;
  sharePercent: number;
  limitNanoUsd: bigint;
  spentNanoUsd: bigint;
  /** Whether the charges at hand took the counter across it; false: it was beyond before. */
  crossed: boolean;
}
