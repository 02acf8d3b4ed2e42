/** A trend: the median of the slopes between all pairs of points, and where the true one is in 95 of 100 cases. */
export interface Trend {
  /** By unit of x. */
  slope: number;
  low: number;
  high: number;
}

/**
 * Theil–Sen's slope with Sen's interval: a quarter of wild points does not move it. Null below eight points. Above 400
 * points every n-th is taken, since it looks at all pairs.
 */
export function theilSen(points: readonly (readonly [x: number, y: number])[]): Trend | null {
  const step = Math.ceil(points.length / POINTS_MAX);
  const taken = points.filter((_, index) => index % step === 0);
  if (taken.length < POINTS_MIN) return null;
  const slopes: number[] = [];
  for (const [index, [x1, y1]] of taken.entries()) {
    for (const [x2, y2] of taken.slice(index + 1)) {
      if (x2 !== x1) slopes.push((y2 - y1) / (x2 - x1));
    }
  }
  slopes.sort((one, other) => one - other);
  const count = taken.length;
  const spread = 1.96 * Math.sqrt(count * (count - 1) * (2 * count + 5) / 18);
  const at = (place: number) => slopes[Math.max(0, Math.min(slopes.length - 1, Math.round(place)))]!;
  return {
    slope: at((slopes.length - 1) / 2),
    low: at((slopes.length - spread) / 2),
    high: at((slopes.length + spread) / 2),
  };
}

const POINTS_MIN = 8;
const POINTS_MAX = 400;

/** The value below which `share` (0 to 1) of the numbers are; null without numbers. Sorts them in place. */
export function quantile(numbers: number[], share: number): number | null {
  numbers.sort((one, other) => one - other);
  return numbers[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? null;
}
