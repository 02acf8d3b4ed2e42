import type { SoakReport, SoakSample } from "./soak.ts";
import { quantile, theilSen, type Trend } from "./theil_sen.ts";

/** How one process fared from when it was warm to its end. */
export interface ProcessTrend {
  gateway: number;
  processId: number;
  minutes: number;
  residentMebibytes: [from: number, to: number];
  /** Mebibytes an hour. */
  resident: Trend;
  heap: Trend;
  /** By the hour. */
  descriptors: Trend;
}

export interface SoakVerdict {
  trends: ProcessTrend[];
  /** The median of p99 of each minute's undisturbed windows, milliseconds; null where all of it was disturbed. */
  p99MsByMinute: (number | null)[];
  /** What is not as it must be; empty: nothing. */
  objections: string[];
}

/** Judges a run: memory and descriptors must not grow, times must stay, and every request must be on record once. */
export function judgeSoak({ samples, verdict, held, minutes }: SoakReport): SoakVerdict {
  const trends = [0, 1].flatMap((gateway) => trendsOf(gateway, samples));
  const p99MsByMinute = byMinute(samples);
  const objections = [...verdict.objections];
  // A few minutes tell nothing of memory: collections of garbage are larger than what leaks.
  for (const trend of trends.filter((each) => each.minutes >= JUDGED_MINUTES_MIN)) {
    const name = `gateway ${trend.gateway} (process ${trend.processId})`;
    if (trend.heap.low > HEAP_MEBIBYTES_MAX) objections.push(`${name}: its heap grows by ${told(trend.heap)} MiB/h`);
    if (trend.resident.low > RESIDENT_MEBIBYTES_MAX) {
      objections.push(`${name}: its memory grows by ${told(trend.resident)} MiB/h`);
    }
    if (trend.descriptors.low > DESCRIPTORS_MAX) {
      objections.push(`${name}: its open files grow by ${told(trend.descriptors)} an hour`);
    }
  }
  const calm = samples.filter(({ disturbance, p99Ms }) => disturbance === null && p99Ms !== null);
  const third = Math.floor(calm.length / 3);
  const before = quantile(calm.slice(0, third).map(({ p99Ms }) => p99Ms!), 0.5);
  const after = quantile(calm.slice(-third).map(({ p99Ms }) => p99Ms!), 0.5);
  if (minutes >= JUDGED_MINUTES_MIN && before !== null && after !== null && after > before * 1.5 + P99_MS_SLACK) {
    objections.push(`p99 rose from ${before.toFixed(1)} to ${after.toFixed(1)} ms`);
  }
  if (held > 0) objections.push(`${held} requests could not be sent: more were under way than clients have room for`);
  return { trends, p99MsByMinute, objections };
}

/** A trend for each process that a gateway had, from when it was warm. */
function trendsOf(gateway: number, samples: readonly SoakSample[]): ProcessTrend[] {
  const seen = samples.flatMap(({ atMs, gateways }) =>
    gateways[gateway] == null ? [] : [{ atMs, ...gateways[gateway] }]
  );
  return [...Map.groupBy(seen, ({ processId }) => processId)].flatMap(([processId, all]) => {
    const warmMs = all[0]!.atMs + Math.max(WARM_MS_MIN, (all.at(-1)!.atMs - all[0]!.atMs) / 4);
    const warm = all.filter(({ atMs }) => atMs >= warmMs);
    const trend = (read: (sample: typeof warm[number]) => number) =>
      theilSen(warm.map((sample) => [sample.atMs / 3_600_000, read(sample)]));
    const resident = trend(({ residentBytes }) => residentBytes / MEBIBYTE);
    const heap = trend(({ heapBytes }) => heapBytes / MEBIBYTE);
    const descriptors = trend((sample) => sample.descriptors);
    if (resident === null || heap === null || descriptors === null) return [];
    const mebibytes = (index: number) => Math.round(warm.at(index)!.residentBytes / MEBIBYTE);
    const minutes = (warm.at(-1)!.atMs - warm[0]!.atMs) / 60_000;
    return [{
      gateway,
      processId,
      minutes,
      residentMebibytes: [mebibytes(0), mebibytes(-1)],
      resident,
      heap,
      descriptors,
    }];
  });
}

function byMinute(samples: readonly SoakSample[]): (number | null)[] {
  const minutes: number[][] = [];
  for (const { atMs, p99Ms, disturbance } of samples) {
    const minute = minutes[Math.floor((atMs - 1) / 60_000)] ??= [];
    if (disturbance === null && p99Ms !== null) minute.push(p99Ms);
  }
  return Array.from(minutes, (minute) => quantile(minute ?? [], 0.5));
}

/** `12 (−3 … 25)`. */
export function told({ slope, low, high }: Trend): string {
  const rounded = (value: number) => String(Math.round(value)).replace("-", "−");
  return `${rounded(slope)} (${rounded(low)} … ${rounded(high)})`;
}

const MEBIBYTE = 1_048_576;
const WARM_MS_MIN = 15_000;
const JUDGED_MINUTES_MIN = 4;
/** What the least that growth can be must not exceed, mebibytes and descriptors an hour. */
const HEAP_MEBIBYTES_MAX = 40;
const RESIDENT_MEBIBYTES_MAX = 120;
const DESCRIPTORS_MAX = 60;
const P99_MS_SLACK = 10;
