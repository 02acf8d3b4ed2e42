import type { z } from "zod";

/** What became of a document that a newer build may have written. */
export type NewerReading<T> =
  | { ok: true; value: T; /** Paths of what was not understood and is left out. */ passedOver: string[] }
  | { ok: false; detail: string };

/**
 * Reads a document by a strict schema, and passes over fields that only a newer build knows: they are named and left out
 * of the value. Anything else that the schema refuses stays refused: a kind or value that is not known means something,
 * and nobody can tell what.
 *
 * `exactUnder` names top-level fields in which nothing is passed over, since half of a restriction is none.
 */
export function readNewer<Schema extends z.ZodType>(
  schema: Schema,
  document: unknown,
  { exactUnder = [] }: { exactUnder?: readonly string[] } = {},
): NewerReading<z.output<Schema>> {
  const strict = schema.safeParse(document);
  if (strict.success) return { ok: true, value: strict.data, passedOver: [] };
  const unknown: PropertyKey[][] = [];
  for (const issue of strict.error.issues) {
    const exact = issue.code !== "unrecognized_keys" || exactUnder.includes(String(issue.path[0]));
    if (exact) return { ok: false, detail: described(issue) };
    unknown.push(...issue.keys.map((key) => [...issue.path, key]));
  }
  const known = structuredClone(document);
  for (const path of unknown) remove(known, path);
  const lenient = schema.safeParse(known);
  if (!lenient.success) return { ok: false, detail: described(lenient.error.issues[0]!) };
  return { ok: true, value: lenient.data, passedOver: unknown.map((path) => path.map(String).join(".")) };
}

function described({ path, message }: { path: PropertyKey[]; message: string }): string {
  return `${path.map(String).join(".")}: ${message}`.slice(0, 256);
}

function remove(document: unknown, path: PropertyKey[]): void {
  // deno-lint-ignore no-explicit-any -- the schema has just walked down this path
  let parent = document as any;
  for (const step of path.slice(0, -1)) parent = parent[step];
  delete parent[path.at(-1)!];
}
