import type { WebhookOccurrence } from "../webhooks/enqueue_event.ts";
import type { ReachedShare } from "./warned_limit.ts";

/** What `budget.threshold_reached` tells of a share; `id` is the warning's. */
export function warningEvent(id: string, share: ReachedShare): WebhookOccurrence {
  const { tenantId, limits, subject, period, periodStart, periodEnd, sharePercent, limitNanoUsd, spentNanoUsd } = share;
  const named = { id: limits.id, name: limits.name };
  return {
    tenantId,
    type: "budget.threshold_reached",
    data: {
      warningId: id,
      tenantId,
      policy: limits.kind === "policy" ? named : null,
      apiKey: limits.kind === "api_key" ? named : null,
      scope: limits.scope,
      subject,
      action: limits.action,
      period,
      periodStart: new Date(periodStart).toISOString(),
      periodEnd: new Date(periodEnd).toISOString(),
      sharePercent,
      spentUsd: dollars(spentNanoUsd),
      limitUsd: dollars(limitNanoUsd),
      spentNanoUsd: String(spentNanoUsd),
      limitNanoUsd: String(limitNanoUsd),
    },
  };
}

/** Nano-dollars as dollars in decimal, exact: 1_500_000_000 → `1.50`, 1 → `0.000000001`. */
export function dollars(nanoUsd: bigint): string {
  const fraction = String(nanoUsd % NANO).padStart(9, "0").replace(/0{1,7}$/, "");
  return `${nanoUsd / NANO}.${fraction}`;
}

const NANO = 1_000_000_000n;
