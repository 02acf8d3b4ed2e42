import { asObject } from "../untyped.ts";

/**
 * Whether a parsed chunk bears content: text, refusal, reasoning, audio, a tool's name or arguments. A role, an empty
 * delta, a finish reason and usage are not content.
 */
export function chunkHasContent(chunk: Record<string, unknown>): boolean {
  const choices = chunk["choices"];
  return Array.isArray(choices) && choices.some((choice) => deltaHasContent(asObject(asObject(choice)?.["delta"])));
}

/** The pure usage chunk that follows the last choice: no choices, but usage. */
export function isUsageChunk(chunk: Record<string, unknown>): boolean {
  const choices = chunk["choices"];
  return Array.isArray(choices) && choices.length === 0 && asObject(chunk["usage"]) !== null;
}

/** `reasoning_content`, `reasoning` and `reasoning_details` are compatible providers' own. */
const contentFields = ["content", "refusal", "reasoning_content", "reasoning", "reasoning_details", "audio"];

function deltaHasContent(delta: Record<string, unknown> | null): boolean {
  if (delta === null) return false;
  if (contentFields.some((field) => saysSomething(delta[field]))) return true;
  if (callHasContent(delta["function_call"])) return true;
  const calls = delta["tool_calls"];
  return Array.isArray(calls) && calls.some((call) => {
    const fields = asObject(call);
    return callHasContent(fields?.["function"]) || callHasContent(fields?.["custom"]);
  });
}

function callHasContent(value: unknown): boolean {
  const call = asObject(value);
  return call !== null && ["name", "arguments", "input"].some((field) => saysSomething(call[field]));
}

function saysSomething(value: unknown): boolean {
  if (typeof value === "string" || Array.isArray(value)) return value.length > 0;
  return typeof value === "object" && value !== null;
}
