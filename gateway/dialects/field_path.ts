import type { z } from "zod";
import type { ParsedRequest } from "./client_dialect.ts";

/** A request of which zod found this wrong, in a sentence that names the field. */
export function invalidRequest(issue: z.core.$ZodIssue): ParsedRequest {
  const param = fieldPath(issue.path);
  const detail = param === null ? "the body must be a JSON object" : `'${param}': ${lowerFirst(issue.message)}`;
  return { state: "invalid", detail, param };
}

/** `["messages", 0, "role"]` → `messages[0].role`; null for the body itself. */
export function fieldPath(path: readonly PropertyKey[]): string | null {
  if (path.length === 0) return null;
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? String(step) : `.${String(step)}`;
  }
  return text;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
