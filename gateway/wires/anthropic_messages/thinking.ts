import type Anthropic from "@anthropic-ai/sdk";
import type { ReasoningEffort, ReasoningWish } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ModelCapabilities } from "./model_capabilities.ts";

/** What a wish for reasoning comes to. */
export interface Thinking {
  thinking?: Anthropic.ThinkingConfigEnabled | Anthropic.ThinkingConfigAdaptive;
  effort?: Effort;
}

type Effort = NonNullable<Anthropic.OutputConfig["effort"]>;

/** What else of the request decides whether the model may think. */
export interface ThinkingContext {
  maxTokens: number;
  /** A tool must be called: the API does not let a model think then. */
  toolIsForced: boolean;
  /** The answer goes on with a turn that did not begin with thinking, see `continuesWithoutThinking`. */
  continuesWithoutThinking: boolean;
}

/**
 * Writes what the client wishes of reasoning. Models that adapt get the effort, and thinking from `low` on; models with a
 * budget get the one that is named, or a share of `max_tokens`; where the model cannot think, or not in this place, the
 * wish is reported as dropped.
 */
export function thinkingFor(
  wish: ReasoningWish | null,
  capabilities: ModelCapabilities,
  context: ThinkingContext,
  notes: TranslationNotes,
): Thinking {
  if (wish === null || !saysHowMuch(wish)) return {};
  switch (capabilities.thinking) {
    case "adaptive":
      return adaptive(wish, capabilities, context, notes);
    case "budget":
      return budgeted(wish, context, notes);
    case "none":
      if (thinks(wish)) notes.drop(wish.path);
      return {};
  }
}

/** Whether thinking shall be seen says nothing while there is none to see. */
function saysHowMuch({ effort, budgetTokens, adaptive }: ReasoningWish): boolean {
  return effort !== null || budgetTokens !== null || adaptive;
}

interface EffortMeaning {
  effort: Effort;
  /** Whether thinking is asked for at all. */
  thinks: boolean;
  /** The share of `max_tokens` for models that want a budget. */
  budgetShare: number;
}

const efforts: Readonly<Record<ReasoningEffort, EffortMeaning>> = {
  none: { effort: "low", thinks: false, budgetShare: 0 },
  minimal: { effort: "low", thinks: false, budgetShare: 0 },
  low: { effort: "low", thinks: true, budgetShare: 0.2 },
  medium: { effort: "medium", thinks: true, budgetShare: 0.5 },
  high: { effort: "high", thinks: true, budgetShare: 0.8 },
  xhigh: { effort: "xhigh", thinks: true, budgetShare: 0.9 },
  max: { effort: "max", thinks: true, budgetShare: 0.95 },
};

/** The API's own bounds of a budget: at least this, and less than `max_tokens`. */
const BUDGET_MIN = 1_024;
const BUDGET_MAX = 32_000;

function thinks({ effort, budgetTokens, adaptive }: ReasoningWish): boolean {
  if (adaptive || (budgetTokens !== null && budgetTokens > 0)) return true;
  return effort !== null && budgetTokens === null && efforts[effort].thinks;
}

function adaptive(
  wish: ReasoningWish,
  capabilities: ModelCapabilities,
  context: ThinkingContext,
  notes: TranslationNotes,
): Thinking {
  const result: Thinking = {};
  if (wish.effort !== null) {
    const { effort } = efforts[wish.effort];
    result.effort = effort === "xhigh" && !capabilities.hasExtraHighEffort ? "high" : effort;
  }
  if (!thinks(wish)) return result;
  if (!context.toolIsForced) result.thinking = { type: "adaptive", ...display(wish) };
  // An effort says something without thinking too; the wish to think alone does not.
  else if (wish.effort === null) notes.drop(wish.path);
  return result;
}

function budgeted(wish: ReasoningWish, context: ThinkingContext, notes: TranslationNotes): Thinking {
  if (!thinks(wish)) return {};
  if (context.toolIsForced || context.continuesWithoutThinking || context.maxTokens <= BUDGET_MIN) {
    notes.drop(wish.path);
    return {};
  }
  return { thinking: { type: "enabled", budget_tokens: budgetTokens(wish, context.maxTokens), ...display(wish) } };
}

function budgetTokens(wish: ReasoningWish, maxTokens: number): number {
  // Who asks for thinking and does not say how much gets what the API itself takes for granted, a high effort.
  const share = Math.floor(maxTokens * efforts[wish.effort ?? "high"].budgetShare);
  const budget = wish.budgetTokens ?? Math.min(BUDGET_MAX, share);
  return Math.min(maxTokens - 1, Math.max(BUDGET_MIN, budget));
}

function display({ visible }: ReasoningWish): Pick<Anthropic.ThinkingConfigAdaptive, "display"> {
  return visible === null ? {} : { display: visible ? "summarized" : "omitted" };
}
