import { z } from "zod";

/** What a text of JSON says; undefined, which no schema takes, when it is none. */
export function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A text that holds JSON of the given form. */
export function jsonText<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema>, string> {
  return z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "not JSON" });
      return z.NEVER;
    }
  }).pipe(schema) as unknown as z.ZodType<z.output<Schema>, string>;
}
