// Checks of parsed JSON that cost next to nothing, for the requests that nearly all are. Each takes only what the zod schema
// in its place takes as well; what none of them takes is zod's to judge, and to tell what is wrong with it.

/** A text of `lengthMin` to `lengthMax` UTF-16 code units; default: of any length. */
export function isText(value: unknown, lengthMin = 0, lengthMax = Infinity): value is string {
  return typeof value === "string" && value.length >= lengthMin && value.length <= lengthMax;
}

/** A whole number of at least `min` and at most `max`; default: any that is exact. */
export function isCount(value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

/** Left out or null. */
export function isNothing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

export function isTextOrNothing(value: unknown): value is string | null | undefined {
  return isNothing(value) || typeof value === "string";
}

export function isFlagOrNothing(value: unknown): value is boolean | null | undefined {
  return isNothing(value) || typeof value === "boolean";
}

export function isCountOrNothing(value: unknown, min: number, max?: number): value is number | null | undefined {
  return isNothing(value) || isCount(value, min, max);
}

/** A list whose items all hold; default: of any length. */
export function isListOf<T>(value: unknown, holds: (item: unknown) => item is T, lengthMin = 0): value is T[] {
  if (!Array.isArray(value) || value.length < lengthMin) return false;
  for (let index = 0; index < value.length; index++) if (!holds(value[index])) return false;
  return true;
}
