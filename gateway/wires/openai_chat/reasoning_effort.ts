import type OpenAI from "openai";
import type { ReasoningEffort, ReasoningWish } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";

type Effort = NonNullable<OpenAI.ReasoningEffort>;

/** What of a wish the server and the model can be told. */
export interface EffortContext {
  /** Whether the model is known not to reason. */
  isPlain: boolean;
  knowsEveryEffort: boolean;
}

/**
 * The `reasoning_effort` that a wish comes to; null when nothing is to be said. A budget of tokens becomes the effort that
 * usually spends about as much: up to 4,096 `low`, up to 16,384 `medium`, more `high`, and 0 is `none`. Where the server
 * knows three words only, the nearest is sent, and `none` is reported as dropped.
 */
export function reasoningEffort(
  wish: ReasoningWish | null,
  context: EffortContext,
  notes: TranslationNotes,
): Effort | null {
  if (wish === null) return null;
  const effort = wish.effort ?? budgetEffort(wish.budgetTokens);
  if (effort === null) return null;
  if (context.isPlain) {
    if (effort !== "none") notes.drop(wish.path);
    return null;
  }
  const known = context.knowsEveryEffort ? effort : nearest[effort];
  if (known === null) notes.drop(wish.path);
  return known;
}

function budgetEffort(tokens: number | null): ReasoningEffort | null {
  if (tokens === null || tokens < 0) return null;
  if (tokens === 0) return "none";
  return tokens <= LOW_TOKENS_MAX ? "low" : tokens <= MEDIUM_TOKENS_MAX ? "medium" : "high";
}

const LOW_TOKENS_MAX = 4_096;
const MEDIUM_TOKENS_MAX = 16_384;

const nearest: Readonly<Record<ReasoningEffort, Effort | null>> = {
  none: null,
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
  max: "high",
};
