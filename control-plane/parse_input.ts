import type { z } from "zod";
import { ValidationError, type ValidationIssue } from "./api_error.ts";

/** The input as a contract reads it; `ValidationError` with every problem. Paths begin at `root`, default the input's own. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, root: readonly string[] = []): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ValidationError(parsed.error.issues.map((issue) => toIssue(issue, root)));
}

/** A union's own message says nothing: the branch that went furthest is what was meant. */
function toIssue(issue: z.core.$ZodIssue, root: readonly string[]): ValidationIssue {
  const path = [...root, ...issue.path.map(String)];
  if (issue.code !== "invalid_union") return { path, message: issue.message };
  const branches = issue.errors.filter((branch) => branch.length > 0).map((branch) => toIssue(branch[0]!, path));
  const furthest = branches.sort((a, b) => b.path.length - a.path.length)[0];
  return furthest !== undefined && furthest.path.length > path.length ? furthest : { path, message: issue.message };
}
