/**
 * Writes a JSON value so that equal values give equal text: object keys sorted by code unit, no spaces, fields that are
 * undefined left out as JSON does. Throws a TypeError for what JSON cannot hold (bigint, function, NaN, infinity).
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((element) => canonicalJson(element ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) return canonicalObject(value as Record<string, unknown>);
  // JSON.stringify would turn these into null, and two different configurations would be equal.
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("a number that JSON cannot hold");
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`a ${typeof value} cannot be written as JSON`);
  return text;
}

function canonicalObject(object: Record<string, unknown>): string {
  const fields = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`);
  return `{${fields.join(",")}}`;
}
