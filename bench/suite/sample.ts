/** What one load of one party gave, by the figure's name. */
export type Figure =
  | "requestsPerSecond"
  | "cpuUs"
  | "storeCpuUs"
  | "p50Ms"
  | "p99Ms"
  | "firstContentP50Ms"
  | "firstContentP99Ms"
  | "chunkDelayP50Ms"
  | "chunkDelayP99Ms"
  | "chunksPerSecond"
  | "bytesPerStream";

export interface Sample {
  figures: Partial<Record<Figure, number>>;
  /** Why the figures do not count; null: they do. */
  objection: string | null;
}

/** The middle one, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
