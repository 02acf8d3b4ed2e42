import type { ResultOf } from "../graphql/graphql.ts";
import type { usageOverviewQuery, UsageSum } from "../graphql/documents/usage.ts";

export type UsageOverview = ResultOf<typeof usageOverviewQuery>["usageSeries"][number];
export type PreviousUsage = UsageOverview["previous"]["points"][number]["usage"];

/** What is at each start; null where the API has left it out, since there were no requests. */
export function pointsAt<Usage>(
  startsMs: readonly number[],
  points: readonly { at: string; usage: Usage }[],
): (Usage | null)[] {
  const usages = new Map(points.map(({ at, usage }) => [Date.parse(at), usage]));
  return startsMs.map((ms) => usages.get(ms) ?? null);
}

/**
 * The time before, laid over: the first of its hours or days with the first of these. Days are counted, so that clocks
 * that were put forward between move nothing.
 */
export function previousAt(
  startsMs: readonly number[],
  previous: UsageOverview["previous"],
  bucket: "HOUR" | "DAY",
): (PreviousUsage | null)[] {
  const fromMs = Date.parse(previous.from);
  const stepMs = bucket === "DAY" ? DAY_MS : HOUR_MS;
  const placed: (PreviousUsage | null)[] = startsMs.map(() => null);
  for (const { at, usage } of previous.points) {
    const index = Math.round((Date.parse(at) - fromMs) / stepMs);
    if (index >= 0 && index < placed.length) placed[index] = usage;
  }
  return placed;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Input tokens that no cache was asked for, and output that no reasoning was: with the rest they add up to all. */
export function tokenKinds(usage: UsageSum): Record<TokenKind, bigint> {
  const cacheRead = BigInt(usage.cacheReadTokens);
  const cacheWrite = BigInt(usage.cacheWriteTokens);
  const reasoning = BigInt(usage.reasoningTokens);
  const input = BigInt(usage.inputTokens) - cacheRead - cacheWrite;
  const output = BigInt(usage.outputTokens) - reasoning;
  return { input: atLeastZero(input), cacheRead, cacheWrite, output: atLeastZero(output), reasoning };
}

export type TokenKind = "input" | "cacheRead" | "cacheWrite" | "output" | "reasoning";

export function allTokens({ inputTokens, outputTokens }: Pick<UsageSum, "inputTokens" | "outputTokens">): bigint {
  return BigInt(inputTokens) + BigInt(outputTokens);
}

/** A part of a whole from 0 to 1; null of nothing. */
export function shareOf(part: bigint | string, whole: bigint | string): number | null {
  const all = Number(whole);
  return all === 0 ? null : Number(part) / all;
}

// A provider may tell of more cached tokens than of tokens.
function atLeastZero(count: bigint): bigint {
  return count < 0n ? 0n : count;
}
