import type { z } from "zod";

/** What the environment holds, or everything that is wrong with it, a sentence each. */
export type EnvironmentReading<T> = { ok: true; value: T } | { ok: false; problems: string[] };

/**
 * Reads environment variables by a schema of an object whose keys are their names.
 *
 * A variable that is empty or blank counts as not set: Compose files pass on what is not set as empty. Problems name the
 * variable and what is expected, never the value, which may be a secret in the wrong place.
 */
export function readEnvironment<S extends z.ZodType>(
  schema: S,
  variables: Readonly<Record<string, string | undefined>>,
): EnvironmentReading<z.output<S>> {
  const set = Object.entries(variables).flatMap(([name, value]) => {
    const text = value?.trim() ?? "";
    return text === "" ? [] : [[name, text] as const];
  });
  const result = schema.safeParse(Object.fromEntries(set));
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.map(sentence) };
}

function sentence(issue: z.core.$ZodIssue): string {
  const name = issue.path.map(String).join(".") || "The environment";
  if (issue.code === "invalid_type" && issue.input === undefined && issue.message.includes("received undefined")) {
    return `${name} is not set.`;
  }
  return `${name}: ${issue.message}.`;
}
