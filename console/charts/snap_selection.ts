/** Where hours or days begin, oldest first, and where the last of them ends. */
interface Buckets {
  startsMs: readonly number[];
  endMs: number;
}

/** What was marked on a chart as whole hours or days: all that it touches. Null where it marks no more than a click. */
export function snapSelection(
  { startsMs, endMs }: Buckets,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): { fromMs: number; toMs: number } | null {
  const [first] = startsMs;
  if (first === undefined || toMs <= fromMs) return null;
  const from = startsMs.findLast((start) => start <= fromMs) ?? first;
  const to = [...startsMs, endMs].find((start) => start >= toMs) ?? endMs;
  // Something that is whole already needs no marking.
  if (to <= from || (from === first && to === endMs)) return null;
  return { fromMs: from, toMs: to };
}
