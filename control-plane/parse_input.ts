import type { z } from "zod";
import { ValidationError, type ValidationIssue } from "./api_error.ts";

/** The input as a contract reads it; `ValidationError` with every problem. Paths begin at `root`, default the input's own. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, root: readonly string[] = []): T {
  // In no text of ours, and Postgres would answer it with a fault.
  const nulAt = findNul(input);
  if (nulAt !== null) throw new ValidationError([{ path: [...root, ...nulAt], message: "no NUL characters" }]);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ValidationError(parsed.error.issues.flatMap((issue) => toIssues(issue, root)));
}

/** Where the first text or name is that has a NUL character; null: nowhere. */
function findNul(value: unknown): string[] | null {
  if (typeof value === "string") return value.includes("\0") ? [] : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    if (name.includes("\0")) return [];
    const found = findNul(inner);
    if (found !== null) return [name, ...found];
  }
  return null;
}

/** What does not belong somewhere is told at its own place, each by itself. */
function toIssues(issue: z.core.$ZodIssue, root: readonly string[]): ValidationIssue[] {
  if (issue.code !== "unrecognized_keys") return [toIssue(issue, root)];
  return issue.keys.map((key) => ({
    path: [...root, ...issue.path.map(String), key],
    message: "does not belong here",
  }));
}

/** A union's own message says nothing: the branch that went furthest is what was meant. */
function toIssue(issue: z.core.$ZodIssue, root: readonly string[]): ValidationIssue {
  const path = [...root, ...issue.path.map(String)];
  // Of a name the own rule says more than that it is wrong.
  if (issue.code === "invalid_key") return { path, message: issue.issues[0]?.message ?? issue.message };
  if (issue.code !== "invalid_union") return { path, message: issue.message };
  const branches = issue.errors.filter((branch) => branch.length > 0).map((branch) => toIssue(branch[0]!, path));
  const furthest = branches.sort((a, b) => b.path.length - a.path.length)[0];
  return furthest !== undefined && furthest.path.length > path.length ? furthest : { path, message: issue.message };
}
