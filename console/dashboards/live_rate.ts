/** What came in in one stretch of time. */
export interface LiveMoment {
  /** How long it was. */
  intervalMs: number;
  requests: string;
  errors: string;
  costNanoUsd: string;
  inputTokens: string;
  outputTokens: string;
  latency: { p95Ms: number } | null;
}

/** What came in lately, at most `LIVE_MS` of it. */
export interface LiveRate {
  requests: bigint;
  errors: bigint;
  tokens: bigint;
  costNanoUsd: bigint;
  perSecond: number;
  /** Of the last ten seconds; null where nothing was completed in them. */
  p95Ms: number | null;
}

/** How much of the past is shown. */
export const LIVE_MS = 60_000;

/** The moments with another one at their end, without those that are longer ago than `LIVE_MS`. */
export function addMoment<Moment extends LiveMoment>(moments: readonly Moment[], moment: Moment): readonly Moment[] {
  const kept = [...moments, moment];
  let coveredMs = 0;
  const first = kept.findLastIndex(({ intervalMs }) => (coveredMs += intervalMs) >= LIVE_MS);
  return first <= 0 ? kept : kept.slice(first);
}

export function liveRate(moments: readonly LiveMoment[]): LiveRate {
  const sum = (select: (moment: LiveMoment) => bigint) => moments.reduce((all, moment) => all + select(moment), 0n);
  const requests = sum((moment) => BigInt(moment.requests));
  const ms = moments.reduce((all, { intervalMs }) => all + intervalMs, 0);
  return {
    requests,
    errors: sum(({ errors }) => BigInt(errors)),
    tokens: sum(({ inputTokens, outputTokens }) => BigInt(inputTokens) + BigInt(outputTokens)),
    costNanoUsd: sum(({ costNanoUsd }) => BigInt(costNanoUsd)),
    perSecond: ms === 0 ? 0 : Number(requests) / (ms / 1_000),
    p95Ms: moments.at(-1)?.latency?.p95Ms ?? null,
  };
}
