import type { ReasoningEffort, ReasoningWish } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ThinkingConfig, ThinkingLevel } from "./gemini_api.ts";
import type { GeminiThinking } from "./gemini_model.ts";

/**
 * How much the model is to think; undefined where it is left to it. A wish that the model cannot fulfil becomes the nearest
 * that it can; what a model that does not think is asked for, and thinking that cannot be turned off, is reported.
 */
export function thinkingConfig(
  wish: ReasoningWish | null,
  thinking: GeminiThinking | null,
  notes: TranslationNotes,
): ThinkingConfig | undefined {
  if (wish === null) return undefined;
  if (thinking === null) {
    // Not to think is what such a model does.
    if (wish.effort !== "none") notes.drop(wish.path);
    return undefined;
  }
  const isUnwanted = wish.effort === "none" || wish.budgetTokens === 0;
  if (isUnwanted && !(thinking.by === "budget" && thinking.off)) notes.drop(wish.path);
  const config: ThinkingConfig = thinking.by === "level"
    ? withoutUndefined({ thinkingLevel: levelOf(wish, thinking) })
    : withoutUndefined({ thinkingBudget: budgetOf(wish, thinking) });
  // Who asks for thinking waits for it, and hears nothing in the meantime unless it is shown.
  if (wish.visible ?? !isUnwanted) config.includeThoughts = true;
  return Object.keys(config).length > 0 ? config : undefined;
}

type Levels = Extract<GeminiThinking, { by: "level" }>;
type Budget = Extract<GeminiThinking, { by: "budget" }>;

function levelOf({ effort, budgetTokens }: ReasoningWish, levels: Levels): ThinkingLevel | undefined {
  const asked = effort ?? (budgetTokens === null ? null : effortOf(budgetTokens));
  switch (asked) {
    case null:
      return undefined;
    case "none":
    case "minimal":
      return levels.minimal ? "MINIMAL" : "LOW";
    case "low":
      return "LOW";
    case "medium":
      return levels.medium ? "MEDIUM" : "HIGH";
    case "high":
    case "xhigh":
    case "max":
      return "HIGH";
  }
}

function budgetOf({ effort, budgetTokens, adaptive }: ReasoningWish, budget: Budget): number | undefined {
  const asked = budgetTokens ?? (effort === null ? null : BUDGETS[effort]);
  if (asked === null) return adaptive ? AS_THE_MODEL_SEES_FIT : undefined;
  return asked === 0 && budget.off ? 0 : Math.min(budget.max, Math.max(budget.min, asked));
}

const AS_THE_MODEL_SEES_FIT = -1;

/** Tokens: those that Gemini's own OpenAI-compatible API takes the efforts for. */
const BUDGETS: Readonly<Record<ReasoningEffort, number>> = {
  none: 0,
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};

function effortOf(budgetTokens: number): ReasoningEffort {
  if (budgetTokens === 0) return "none";
  if (budgetTokens <= BUDGETS.low) return "low";
  return budgetTokens <= BUDGETS.medium ? "medium" : "high";
}

function withoutUndefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
