/**
 * The index of the item that `point`, 0 inclusive to 1 exclusive, falls on when each takes a stretch as wide as its
 * weight; -1 when no weight is above 0. An item with the weight 0 is never chosen.
 */
export function chooseWeighted(weights: readonly number[], point: number): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let left = point * total;
  let last = -1;
  for (const [index, weight] of weights.entries()) {
    if (weight <= 0) continue;
    if (left < weight) return index;
    left -= weight;
    last = index;
  }
  // Rounding can carry the point past the end of the last stretch.
  return last;
}

/** A point from 0 inclusive to 1 exclusive that is always the same for `text`, and spread evenly over different texts. */
export function stickyPoint(text: string): number {
  // FNV-1a over the code units, then a mixing step, without which similar texts land close to each other.
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** What the point of a sticky split is made of; `salt`: the route's id. */
export function stickyText(salt: string, pointer: string, value: string | number | boolean): string {
  return `${salt}\n${pointer}\n${value}`;
}
