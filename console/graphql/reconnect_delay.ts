/**
 * How long to wait before the next attempt, in milliseconds: doubling from 500 to 15,000 with the failures in a row (at
 * least 1), and at random between half of that and the whole, so that all tabs of a restarted server do not come at once.
 */
export function reconnectDelayMs(failures: number, random: () => number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return whole / 2 + random() * whole / 2;
}

const FIRST_MS = 500;
const LONGEST_MS = 15_000;
