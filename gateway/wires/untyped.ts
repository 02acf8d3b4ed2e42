import { isObject } from "../../shared/json/is_object.ts";

/** A value of unknown shape as an object to look into; null when it is none. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return isObject(value) ? value : null;
}

/** A value of unknown shape as a string; null when it is none. */
export function asString(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** A value of unknown shape as a string that says something; null when it is none or empty. */
export function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A value of unknown shape as a number of tokens: whole and not negative; null when it is none. */
export function asCount(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Parses JSON that came from outside; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
