import { responseItemTokens } from "./estimate_responses_request.ts";

/**
 * Estimates the output tokens of a whole response, for providers that do not tell them; whatever is not as it should be
 * counts nothing. A whole number.
 */
export function estimateResponsesAnswer(bytes: Uint8Array<ArrayBuffer>): number {
  let tokens = 0;
  for (const item of itemsOf(bytes)) {
    if (typeof item === "object" && item !== null) tokens += responseItemTokens(item as Record<string, unknown>);
  }
  return Math.ceil(tokens);
}

function itemsOf(bytes: Uint8Array<ArrayBuffer>): unknown[] {
  try {
    const answer = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(answer?.output) ? answer.output : [];
  } catch {
    return [];
  }
}
