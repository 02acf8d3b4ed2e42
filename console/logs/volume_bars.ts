import type { requestLogVolumeQuery } from "../graphql/documents/request_logs_figures.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { type LogFilter, sinceMs } from "./log_filter.ts";

export type Volume = ResultOf<typeof requestLogVolumeQuery>["requestLogVolume"];

export const VOLUME_OUTCOMES = ["completed", "cancelled", "denied", "interrupted", "failed"] as const;
export type VolumeOutcome = typeof VOLUME_OUTCOMES[number];

/** A stretch of time, and how many requests it had by outcome. */
export interface VolumeBar {
  /** Epoch milliseconds. */
  atMs: number;
  counts: Readonly<Record<VolumeOutcome, number>>;
  total: number;
}

/** Every stretch of the time, also those without a request. */
export function volumeBars({ from, to, bucketSeconds, buckets }: Volume): VolumeBar[] {
  const bucketMs = bucketSeconds * 1_000, fromMs = Date.parse(from);
  const count = Math.max(1, Math.round((Date.parse(to) - fromMs) / bucketMs));
  const bars = Array.from({ length: Math.min(count, BARS_MAX) }, (_, place): VolumeBar => ({
    atMs: fromMs + place * bucketMs,
    counts: NONE,
    total: 0,
  }));
  for (const bucket of buckets) {
    const place = Math.round((Date.parse(bucket.at) - fromMs) / bucketMs);
    if (bars[place] === undefined) continue;
    const counts = {
      completed: Number(bucket.completed),
      cancelled: Number(bucket.cancelled),
      denied: Number(bucket.denied),
      interrupted: Number(bucket.interrupted),
      failed: Number(bucket.failed),
    };
    const total = VOLUME_OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
    bars[place] = { atMs: bars[place].atMs, counts, total };
  }
  return bars;
}

/** The time that a filter is about; a day where it does not say, `nowMs` where it has no end. */
export function volumeSpan({ since, from, to }: LogFilter, nowMs: number): { fromMs: number; toMs: number } {
  const toMs = to === undefined ? nowMs : Date.parse(to);
  const spanMs = since === undefined ? DAY_MS : sinceMs(since) ?? DAY_MS;
  const fromMs = from === undefined ? toMs - spanMs : Date.parse(from);
  return { fromMs: Math.max(fromMs, toMs - SPAN_MS_MAX), toMs: Math.max(toMs, fromMs + 1_000) };
}

/** The time twice as long around the same middle, and not beyond now. */
export function zoomedOut(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  nowMs: number,
): { fromMs: number; toMs: number } {
  const half = (toMs - fromMs) / 2;
  return { fromMs: Math.max(0, fromMs - half), toMs: Math.min(Math.max(nowMs, toMs), toMs + half) };
}

/** The address of a log that is narrowed down to a time. */
export function spanHref(
  { path, query }: { path: string; query: string },
  { fromMs, toMs }: { fromMs: number; toMs: number },
): string {
  const params = new URLSearchParams(query);
  for (const name of ["since", "from", "to", "after", "before"]) params.delete(name);
  params.set("from", isoOf(fromMs));
  params.set("to", isoOf(toMs));
  return `${path}?${params}`;
}

function isoOf(ms: number): string {
  return new Date(Math.round(ms)).toISOString().replace(".000Z", "Z");
}

const NONE: VolumeBar["counts"] = { completed: 0, cancelled: 0, denied: 0, interrupted: 0, failed: 0 };
const BARS_MAX = 400;
const DAY_MS = 86_400_000;
const SPAN_MS_MAX = 399 * DAY_MS;
