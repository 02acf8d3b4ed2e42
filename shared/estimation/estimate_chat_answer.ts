import { estimateStructure } from "./estimate_structure.ts";

/**
 * Estimates the output tokens of a whole chat completion, for providers that do not tell them; whatever is not as it
 * should be counts nothing. A whole number.
 */
export function estimateChatAnswer(bytes: Uint8Array<ArrayBuffer>): number {
  let tokens = 0;
  for (const choice of choicesOf(bytes)) {
    const message = choice?.message;
    if (typeof message !== "object" || message === null) continue;
    for (const [field, value] of Object.entries(message)) if (field !== "role") tokens += estimateStructure(value);
  }
  return Math.ceil(tokens);
}

function choicesOf(bytes: Uint8Array<ArrayBuffer>): ({ message?: unknown } | null)[] {
  try {
    const answer = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(answer?.choices) ? answer.choices : [];
  } catch {
    return [];
  }
}
