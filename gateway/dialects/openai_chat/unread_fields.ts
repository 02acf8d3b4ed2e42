import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject } from "../../wires/untyped.ts";

/** Reports the fields of `object`, at `path`, that are not among those that are read and that say something. */
export function dropUnreadFields(
  object: Readonly<Record<string, unknown>>,
  path: string,
  notes: TranslationNotes,
  read: ReadonlySet<string>,
): void {
  for (const field in object) {
    if (!read.has(field) && !isEmpty(object[field])) notes.drop(`${path}.${field}`);
  }
}

/** Whether a field's value says nothing: null, an empty list or an empty object. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  const object = asObject(value);
  return object !== null && Object.keys(object).length === 0;
}
