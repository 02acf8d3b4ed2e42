import { systemClock } from "../../shared/time/clock.ts";
import { eventually } from "../../testing/eventually.ts";
import type { LoadReport } from "./load.ts";
import type { ChaosWorld } from "./world.ts";

/** What one scenario came to, in numbers of requests unless said otherwise. */
export interface Verdict {
  scenario: string;
  answered: number;
  denied: number;
  /** Broken off with the process that had them: nobody else can finish an answer that has begun. */
  cutOff: number;
  /** Failed by us without the scenario's giving cause. */
  failed: number;
  /** Answered, or begun to be, and not on record. */
  lost: number;
  duplicated: number;
  /** Numbers of records that never came. */
  gaps: number;
  /** Still held after every reservation has expired; null where that was not waited for. */
  leaked: number | null;
  interrupted: number;
  /** The most attempts that were under way at once, by their own times to the millisecond. */
  concurrentMax: number;
  /** Nano-dollars: on record, and as the budgets' own table has it. */
  spentNanoUsd: number;
  budgetNanoUsd: number;
  degraded: string;
  /** What differs from what must be; empty: nothing. */
  objections: string[];
}

/** Waits until everything that the clients saw is on record, and counts what is not as it must be. */
export async function judge(
  world: ChaosWorld,
  scenario: string,
  report: LoadReport,
  { waitForExpiry }: { waitForExpiry: boolean },
): Promise<Verdict> {
  const lost = await countLost(world, report);
  const [records] = await world.sql<{ total: string; ids: string; interrupted: string; spent: string }>(
    `SELECT count(*) AS total, count(DISTINCT id) AS ids, count(*) FILTER (WHERE outcome = 'interrupted') AS interrupted,
       coalesce(sum("costNanoUsd"), 0) AS spent FROM "RequestLog"`,
  );
  const [gaps] = await world.sql<{ missing: string }>(
    `SELECT coalesce(sum(upper("committed" + "givenUp") - 1 - "watermark"), 0) AS missing
       FROM "RecordWatermark" WHERE NOT isempty("committed" + "givenUp")`,
  );
  const [budget] = await world.sql<{ spent: string }>(`SELECT coalesce(sum("nanoUsd"), 0) AS spent FROM "BudgetSpend"`);
  const [concurrent] = await world.sql<{ most: string }>(CONCURRENT);
  const leaked = await countLeaked(world, waitForExpiry);
  const failures = tally(report.failures);
  const verdict: Verdict = {
    scenario,
    answered: report.answered.size,
    denied: sum(report.denied.values()),
    cutOff: report.cutOff,
    failed: report.failures.length,
    lost,
    duplicated: Number(records!.total) - Number(records!.ids),
    gaps: Number(gaps!.missing),
    leaked,
    interrupted: Number(records!.interrupted),
    concurrentMax: Number(concurrent!.most),
    spentNanoUsd: Number(records!.spent),
    budgetNanoUsd: Number(budget!.spent),
    degraded: [...report.degraded].map(([what, times]) => `${what} ×${times}`).join(", "),
    objections: [],
  };
  const must = (holds: boolean, otherwise: string) => holds || verdict.objections.push(otherwise);
  must(verdict.failed === 0, `failed: ${[...failures].map(([what, times]) => `${what} ×${times}`).join("; ")}`);
  must(lost === 0, `${lost} records lost`);
  must(verdict.duplicated === 0, `${verdict.duplicated} records twice`);
  must(verdict.gaps === 0, `${verdict.gaps} numbers missing`);
  must(leaked === null || leaked === 0, `${leaked} reservations leaked`);
  const { spentNanoUsd, budgetNanoUsd } = verdict;
  must(
    budgetNanoUsd === 0 || spentNanoUsd === budgetNanoUsd,
    `records say that ${spentNanoUsd} was spent, budgets ${budgetNanoUsd}`,
  );
  return verdict;
}

/** Starts are told in whole milliseconds, so that one may seem to begin before the other whose place it took had ended. */
const CONCURRENT = `
  WITH attempt AS (
    SELECT (value->>'startedAt')::float8 + 1 AS started, (value->>'startedAt')::float8 + (value->>'endMs')::float8 AS ended
    FROM "RequestLog", jsonb_array_elements("attempts")
  ), change AS (
    SELECT started AS at, 1 AS by FROM attempt WHERE ended > started
    UNION ALL SELECT ended, -1 FROM attempt WHERE ended > started
  )
  SELECT coalesce(max(total), 0) AS most FROM (SELECT sum(by) OVER (ORDER BY at, by) AS total FROM change) AS running`;

/** How many of those that the clients saw never come on record, after as long as a fleet needs to recover. */
async function countLost(world: ChaosWorld, { begun, answered }: LoadReport): Promise<number> {
  const ids = [...new Set([...begun, ...answered])];
  const missing = async () => {
    const [row] = await world.sql<{ missing: string }>(
      `SELECT count(*) AS missing FROM unnest($1::uuid[]) AS seen(id)
         WHERE NOT EXISTS (SELECT FROM "RequestLog" WHERE "RequestLog".id = seen.id)`,
      [ids],
    );
    return Number(row!.missing);
  };
  await eventually(async () => await missing() === 0, { timeoutMs: RECOVERY_MS }).catch(() => {});
  return await missing();
}

/** Reservations go with their requests; those of a killed process go when they expire, which takes a minute. */
async function countLeaked(world: ChaosWorld, waitForExpiry: boolean): Promise<number | null> {
  const none = async () => await world.openReservations() === 0;
  const isSoon = await eventually(none, { timeoutMs: 5_000 }).catch(() => false);
  if (isSoon) return 0;
  if (!waitForExpiry) return null;
  const endMs = systemClock.monotonic() + EXPIRY_MS;
  while (systemClock.monotonic() < endMs && !await none()) {
    // Whoever asks the ledger sweeps it.
    await fetch(`${world.gateways[0]!.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${world.apiKey}` },
      body: JSON.stringify({ model: "mock/demo", max_tokens: 5, messages: [{ role: "user", content: "." }] }),
    }).then((response) => response.text(), () => {});
    await systemClock.delay(1_000);
  }
  return await world.openReservations();
}

const RECOVERY_MS = 60_000;
const EXPIRY_MS = 90_000;

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

function tally(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
