/** One difference between an object before and after a change. */
export interface AuditChange {
  /** A JSON pointer into the object: `/limits/0/max`; empty for the whole. */
  path: string;
  /** Null where it was not there. */
  before: unknown;
  /** Null where it is not there any more. */
  after: unknown;
}

/** Differences told of one event at most; what lies beyond is in `before` and `after`. */
export const CHANGES_MAX = 200;

/**
 * What differs, part by part: objects by their fields, lists by position. What was made has every field as a change from
 * nothing, and what went every field as one to nothing. In the order of the fields, those of before first.
 */
export function auditChanges(before: unknown, after: unknown): AuditChange[] {
  const found: AuditChange[] = [];
  compare({ path: "", before: before ?? null, after: after ?? null }, found);
  return found;
}

function compare(change: AuditChange, found: AuditChange[]): void {
  if (found.length >= CHANGES_MAX) return;
  const { path, before, after } = change;
  const names = fieldNames(before, after);
  if (names === null) {
    if (!isSame(before, after)) found.push(change);
    return;
  }
  for (const name of names) {
    const pointer = `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    compare({ path: pointer, before: fieldOf(before, name), after: fieldOf(after, name) }, found);
  }
}

/** What two values of one sort may be compared by; null when they are compared as a whole. */
function fieldNames(before: unknown, after: unknown): string[] | null {
  const present = [before, after].filter((value) => value !== null);
  if (present.length === 0 || !present.every((value) => typeof value === "object")) return null;
  const lists = present.filter(Array.isArray).length;
  if (lists !== 0 && lists !== present.length) return null;
  // An empty one that comes or goes has no parts to tell of.
  if (present.length === 1 && Object.keys(present[0] as object).length === 0) return null;
  return [...new Set(present.flatMap((value) => Object.keys(value as object)))];
}

function fieldOf(value: unknown, name: string): unknown {
  if (value === null || !Object.hasOwn(value as object, name)) return null;
  return (value as Record<string, unknown>)[name] ?? null;
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
