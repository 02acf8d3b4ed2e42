/** What became of the elements of a list: every element of both is in exactly one of these. */
export interface Alignment {
  /** Elements that are taken for the same one, by their positions, in the order of the later list. */
  pairs: { before: number; after: number; moved: boolean }[];
  removed: number[];
  added: number[];
}

/**
 * Finds which elements of two lists are the same ones. `likeness` gives an element's keys, the strictest first: those with
 * an equal key are paired, in order; what then is left over is paired where it stands at the same position.
 *
 * As few pairs as possible are `moved`: all others are in the same order in both lists. Time grows with the product of the
 * lists' lengths.
 */
export function alignLists<T>(
  before: readonly T[],
  after: readonly T[],
  likeness: (element: T) => readonly string[],
): Alignment {
  const partner = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (from: number, to: number) => {
    partner.set(from, to);
    taken.add(to);
  };
  const keysBefore = before.map(likeness);
  const keysAfter = after.map(likeness);
  const levels = Math.max(0, ...[...keysBefore, ...keysAfter].map((keys) => keys.length));
  for (let level = 0; level < levels; level++) {
    keysBefore.forEach((keys, from) => {
      if (partner.has(from) || keys[level] === undefined) return;
      const to = keysAfter.findIndex((other, index) => !taken.has(index) && other[level] === keys[level]);
      if (to >= 0) pair(from, to);
    });
  }
  before.forEach((_, index) => {
    if (index < after.length && !partner.has(index) && !taken.has(index)) pair(index, index);
  });
  return {
    pairs: markMoved([...partner].map(([from, to]) => ({ before: from, after: to }))),
    removed: before.flatMap((_, index) => partner.has(index) ? [] : [index]),
    added: after.flatMap((_, index) => taken.has(index) ? [] : [index]),
  };
}

/** Those outside a longest run that keeps its order were moved. */
function markMoved(pairs: { before: number; after: number }[]): Alignment["pairs"] {
  const inOrder = pairs.toSorted((a, b) => a.after - b.after);
  const stays = longestIncreasingRun(inOrder.map(({ before }) => before));
  return inOrder.map((pair, index) => ({ ...pair, moved: !stays.has(index) }));
}

/** The indexes of a longest increasing subsequence of distinct numbers. */
function longestIncreasingRun(values: readonly number[]): Set<number> {
  const length: number[] = [];
  const previous: number[] = [];
  let last = -1;
  values.forEach((value, index) => {
    length[index] = 1;
    previous[index] = -1;
    for (let earlier = 0; earlier < index; earlier++) {
      if (values[earlier]! < value && length[earlier]! + 1 > length[index]!) {
        length[index] = length[earlier]! + 1;
        previous[index] = earlier;
      }
    }
    if (last < 0 || length[index]! > length[last]!) last = index;
  });
  const run = new Set<number>();
  for (let index = last; index >= 0; index = previous[index]!) run.add(index);
  return run;
}
