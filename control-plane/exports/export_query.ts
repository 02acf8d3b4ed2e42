import type { z } from "zod";
import { parseInput } from "../parse_input.ts";

/**
 * A URL's query as a contract reads it, every parameter a text, or a list of texts where it is given several times.
 * `ValidationError` with every problem; make the contract a strict object, so that a misspelt parameter is told.
 */
export function exportQuery<T>(schema: z.ZodType<T>, query: URLSearchParams): T {
  const names = [...new Set(query.keys())];
  const read = names.map((name) => {
    const values = query.getAll(name);
    return [name, values.length === 1 ? values[0] : values] as const;
  });
  return parseInput(schema, Object.fromEntries(read));
}
