import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { readCounterKey } from "../../shared/policy/counter_key.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { type BudgetCharge, chargedRecords } from "../budgets/charged_record.ts";
import type { Transaction } from "../database.ts";
import type { InsertedRecordsHook } from "../recorder/commit_records.ts";
import { storableJson } from "../recorder/storable_json.ts";
import { enqueueEvents } from "../webhooks/enqueue_event.ts";
import { warningEvent } from "./warning_event.ts";
import type { ReachedShare, WarnedLimits } from "./warned_limit.ts";
import { WarnedLimitsReader } from "./warned_limits.ts";

/**
 * Warns of budgets whose shares new records have reached: a row each, and an event for the tenant's webhooks, in the
 * transaction of the records themselves. Comes after the hook that adds their charges to what budgets were charged, which
 * holds the budgets' rows: whoever comes second sees what the first one wrote, and no share is told twice.
 */
export function warnOfBudgets({ clock }: { clock: Clock }): InsertedRecordsHook {
  const reader = new WarnedLimitsReader();
  return async (transaction, inserted) => {
    const counters = chargedCounters(inserted, clock.now());
    if (counters.length === 0) return;
    const limits = await reader.read(transaction, wantedLimits(counters));
    const watched = counters.filter((counter) => limitOf(counter, limits) !== null);
    if (watched.length === 0) return;
    const spent = await readSpent(transaction, watched);
    const reached = watched.flatMap((counter) =>
      reachedShares(counter, { limits: limitOf(counter, limits)!, spentNanoUsd: spent.get(placeOf(counter)) ?? 0n })
    );
    const news = await addWarnings(transaction, reached, clock.now());
    await enqueueEvents(transaction, clock, news.map(({ id, share }) => warningEvent(id, share)));
  };
}

/** A counter and what the records at hand charged it. */
interface ChargedCounter extends Omit<BudgetCharge, "nanoUsd"> {
  tenantId: string;
  policyId: string;
  subject: string | null;
  chargedNanoUsd: bigint;
}

/** The counters of periods that are not over: a warning of yesterday's budget would be of no use. */
function chargedCounters(records: readonly RequestRecord[], nowMs: number): ChargedCounter[] {
  const counters = new Map<string, ChargedCounter>();
  for (const { tenantId, charges } of chargedRecords(records)) {
    for (const { nanoUsd, ...charge } of charges) {
      const name = readCounterKey(charge.counterKey);
      if (name === null || charge.periodEnd <= nowMs) continue;
      const { policyId, subject } = name;
      const counter: ChargedCounter = { ...charge, tenantId, policyId, subject, chargedNanoUsd: 0n };
      const place = placeOf(counter);
      const held = counters.get(place) ?? counter;
      held.chargedNanoUsd += BigInt(nanoUsd);
      counters.set(place, held);
    }
  }
  return [...counters.values()];
}

function placeOf(counter: { tenantId: string; counterKey: string; periodStart: number }): string {
  return `${counter.tenantId}/${counter.counterKey}/${counter.periodStart}`;
}

function wantedLimits(counters: readonly ChargedCounter[]): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const { tenantId, policyId } of counters) {
    wanted.set(tenantId, (wanted.get(tenantId) ?? new Set()).add(policyId));
  }
  return wanted;
}

/** Null where there is no such budget any more. */
function limitOf(
  { tenantId, policyId, period }: ChargedCounter,
  limits: ReadonlyMap<string, WarnedLimits>,
): WarnedLimits | null {
  const found = limits.get(`${tenantId}/${policyId}`);
  return found?.maxNanoUsd[period] === undefined ? null : found;
}

/** What the counters' budgets were charged, the records at hand included, by place. */
async function readSpent(transaction: Transaction, counters: readonly ChargedCounter[]): Promise<Map<string, bigint>> {
  const wanted = counters.map(({ tenantId, counterKey, periodStart }) => ({
    tenantId,
    counterKey,
    periodStart: new Date(periodStart).toISOString(),
  }));
  const rows = await transaction.$queryRaw<
    { tenantId: string; counterKey: string; periodStart: Date; nanoUsd: bigint }[]
  >`
    SELECT "tenantId", "counterKey", "periodStart", "nanoUsd" FROM "BudgetSpend"
    JOIN jsonb_to_recordset(${storableJson(wanted)}::jsonb)
      AS wanted("tenantId" uuid, "counterKey" text, "periodStart" timestamptz)
      USING ("tenantId", "counterKey", "periodStart")`;
  return new Map(
    rows.map(({ periodStart, nanoUsd, ...row }) => [placeOf({ ...row, periodStart: periodStart.getTime() }), nanoUsd]),
  );
}

function reachedShares(
  counter: ChargedCounter,
  { limits, spentNanoUsd }: { limits: WarnedLimits; spentNanoUsd: bigint },
): ReachedShare[] {
  const { tenantId, counterKey, subject, period, periodStart, periodEnd, chargedNanoUsd } = counter;
  const limitNanoUsd = BigInt(limits.maxNanoUsd[period]!);
  const isBeyond = (nanoUsd: bigint, share: number) => nanoUsd * 100n >= limitNanoUsd * BigInt(share);
  return limits.shares.filter((share) => isBeyond(spentNanoUsd, share)).map((sharePercent) => ({
    ...{ tenantId, counterKey, limits, subject, period, periodStart, periodEnd },
    ...{ sharePercent, limitNanoUsd, spentNanoUsd },
    crossed: !isBeyond(spentNanoUsd - chargedNanoUsd, sharePercent),
  }));
}

/**
 * Writes down what is news, and answers that: no share is told twice under one limit. Under another limit (it was raised or
 * lowered) a share is told anew when it is crossed anew, but not because it was beyond already.
 */
async function addWarnings(
  transaction: Transaction,
  reached: readonly ReachedShare[],
  nowMs: number,
): Promise<{ id: string; share: ReachedShare }[]> {
  if (reached.length === 0) return [];
  const shares = new Map(reached.map((share) => [uuidv7(nowMs), share]));
  const rows = [...shares].map(([id, { limits, limitNanoUsd, spentNanoUsd, periodStart, periodEnd, ...share }]) => ({
    id,
    ...share,
    periodStart: new Date(periodStart).toISOString(),
    periodEnd: new Date(periodEnd).toISOString(),
    // As text: JSON's numbers are exact to 53 bits only.
    limitNanoUsd: String(limitNanoUsd),
    spentNanoUsd: String(spentNanoUsd),
    policyId: limits.kind === "policy" ? limits.id : null,
    apiKeyId: limits.kind === "api_key" ? limits.id : null,
    name: limits.name,
    scope: limits.scope,
  }));
  const added = await transaction.$queryRaw<{ id: string }[]>`
    INSERT INTO "BudgetWarning" (
      "id", "tenantId", "counterKey", "period", "periodStart", "periodEnd", "sharePercent", "limitNanoUsd",
      "spentNanoUsd", "policyId", "apiKeyId", "name", "scope", "subject", "createdAt"
    )
    SELECT reached."id", reached."tenantId", reached."counterKey", reached."period", reached."periodStart",
      reached."periodEnd", reached."sharePercent", reached."limitNanoUsd", reached."spentNanoUsd", reached."policyId",
      reached."apiKeyId", reached."name", reached."scope", reached."subject", ${new Date(nowMs)}::timestamptz
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS reached(
      "id" uuid, "tenantId" uuid, "counterKey" text, "period" text, "periodStart" timestamptz, "periodEnd" timestamptz,
      "sharePercent" int, "limitNanoUsd" bigint, "spentNanoUsd" bigint, "policyId" uuid, "apiKeyId" uuid, "name" text,
      "scope" text, "subject" text, "crossed" boolean
    )
    WHERE reached."crossed" OR NOT EXISTS (
      SELECT FROM "BudgetWarning" AS told
      WHERE told."tenantId" = reached."tenantId" AND told."counterKey" = reached."counterKey"
        AND told."period" = reached."period" AND told."periodStart" = reached."periodStart"
        AND told."sharePercent" = reached."sharePercent"
    )
    ON CONFLICT DO NOTHING RETURNING "id"`;
  return added.map(({ id }) => ({ id, share: shares.get(id)! }));
}
