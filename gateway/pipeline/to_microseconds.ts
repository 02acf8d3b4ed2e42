/** Milliseconds to the microsecond: what is finer is noise, and seventeen digits are slow to write. */
export function toMicroseconds(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
