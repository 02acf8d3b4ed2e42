import type { ChartModel } from "../charts/chart_model.ts";
import { formatNanoUsd } from "../components/format_nano_usd.ts";
import { startsOfDays } from "../dashboards/bucket_starts.ts";
import type { BudgetNode } from "./budget_list.ts";

/** How a budget's period is asked for: cost by hours of a day, or days of a month. */
export interface BurnDownQuestion {
  bucket: "HOUR" | "DAY";
  from: string;
  to: string;
  timeZone?: string;
  filter: { projectIds?: string[]; apiKeyIds?: string[] };
}

/** Null where no sum over time is the budget's own: of each for itself, of a model by one of its names, and of one hour. */
export function burnDownQuestion(budget: BudgetNode, zone: string): BurnDownQuestion | null {
  const { scope, perEach, period, periodStart, resetsAt } = budget;
  if (perEach || period === "HOUR" || scope.type === "MODEL" || scope.type === "END_USER") return null;
  const key = scope.apiKey ?? budget.apiKey;
  const filter = scope.type === "PROJECT" && scope.project !== null
    ? { projectIds: [scope.project.id] }
    : scope.type === "API_KEY" && key !== null
    ? { apiKeyIds: [key.id] }
    : {};
  const span = { from: periodStart, to: resetsAt, filter };
  if (period === "DAY") return { ...span, bucket: "HOUR" };
  return { ...span, bucket: "DAY", ...(zone !== "UTC" && { timeZone: zone }) };
}

interface BurnDownOptions {
  /** Cost by hour or day, those without any left out. */
  points: readonly { at: string; usage: { costNanoUsd: string } }[];
  question: BurnDownQuestion;
  nowMs: number;
  zone: string;
}

/**
 * What is left of a budget at the end of each hour or day, and where that leads if it goes on so. The last one that is
 * known ends at what the budget's own counter says, which is ahead of the sums by what is on its way.
 */
export function burnDown(budget: BudgetNode, { points, question, nowMs, zone }: BurnDownOptions): ChartModel {
  const [fromMs, toMs] = [Date.parse(question.from), Date.parse(question.to)];
  const startsMs = question.bucket === "HOUR"
    ? hoursOf(fromMs, toMs)
    : startsOfDays({ fromMs, toMs }, zone).slice(0, -1);
  const max = BigInt(budget.maxNanoUsd);
  const costs = new Map(points.map(({ at, usage }) => [Date.parse(at), BigInt(usage.costNanoUsd)]));
  const current = startsMs.findLastIndex((ms) => ms <= nowMs);
  let spent = 0n;
  const left = startsMs.map((ms, index) => {
    spent += costs.get(ms) ?? 0n;
    if (index > current) return null;
    const isNow = index === current && budget.state !== null;
    return max - (isNow ? BigInt(budget.state!.spentNanoUsd) : spent);
  });
  const series = [
    line("Left", 1, left, { filled: true }),
    line("Forecast", 2, forecast(left[current] ?? null, { budget, current, count: startsMs.length }), { dashed: true }),
  ];
  return {
    ...{ id: `burn-down-${budget.state?.counterKey ?? budget.name}`, title: "Left of the budget", unit: "money" },
    ...{ startsMs, endMs: toMs, bucket: question.bucket, zone, series },
  };
}

/** A straight line from what is left now to what will be at the period's end; never below nothing. */
function forecast(
  now: bigint | null,
  { budget, current, count }: { budget: BudgetNode; current: number; count: number },
): (bigint | null)[] {
  const atEnd = budget.state?.forecastNanoUsd ?? null;
  const empty = Array.from({ length: count }, () => null);
  if (now === null || atEnd === null || current < 0) return empty;
  const end = BigInt(budget.maxNanoUsd) - BigInt(atEnd);
  const steps = BigInt(Math.max(1, count - 1 - current));
  return empty.map((_, index) => {
    if (index < current) return null;
    const left = now + (end - now) * BigInt(index - current) / steps;
    return left < 0n ? 0n : left;
  });
}

function line(
  label: string,
  color: number,
  amounts: readonly (bigint | null)[],
  look: { filled?: boolean; dashed?: boolean },
) {
  const last = amounts.findLast((amount) => amount !== null) ?? null;
  const words = (amount: bigint | null | undefined) => amount == null ? "–" : formatNanoUsd(amount).text;
  return {
    label,
    color,
    // Whatever is overspent is drawn as nothing left; the words have it.
    values: amounts.map((amount) => amount === null ? null : Math.max(0, Number(amount) / 1e9)),
    text: (index: number) => words(amounts[index]),
    total: last === null ? null : words(last),
    ...look,
  };
}

const HOUR_MS = 3_600_000;

function hoursOf(fromMs: number, toMs: number): number[] {
  return Array.from(
    { length: Math.max(1, Math.ceil((toMs - fromMs) / HOUR_MS)) },
    (_, index) => fromMs + index * HOUR_MS,
  );
}
