import { contentBlockTokens } from "./estimate_messages_request.ts";

/**
 * Estimates the output tokens of a whole message, for providers that do not tell them; whatever is not as it should be
 * counts nothing. A whole number.
 */
export function estimateMessagesAnswer(bytes: Uint8Array<ArrayBuffer>): number {
  let tokens = 0;
  for (const block of blocksOf(bytes)) {
    if (typeof block === "object" && block !== null) tokens += contentBlockTokens(block as Record<string, unknown>);
  }
  return Math.ceil(tokens);
}

function blocksOf(bytes: Uint8Array<ArrayBuffer>): unknown[] {
  try {
    const answer = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(answer?.content) ? answer.content : [];
  } catch {
    return [];
  }
}
