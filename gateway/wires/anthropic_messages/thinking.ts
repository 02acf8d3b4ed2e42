import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import type { ModelCapabilities } from "./model_capabilities.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";

/** What `reasoning_effort` comes to. */
export interface Thinking {
  thinking?: Anthropic.ThinkingConfigParam;
  effort?: Effort;
}

type Effort = NonNullable<Anthropic.OutputConfig["effort"]>;
type ReasoningEffort = NonNullable<OpenAI.ReasoningEffort>;

/** What else of the request decides whether the model may think. */
export interface ThinkingContext {
  maxTokens: number;
  /** A tool must be called: the API does not let a model think then. */
  toolIsForced: boolean;
  /** The conversation ends inside a tool exchange, whose earlier thinking OpenAI's dialect does not carry. */
  insideToolExchange: boolean;
}

/**
 * Translates `reasoning_effort`. Models that adapt get the effort, and thinking from `low` on; models with a budget get a
 * share of `max_tokens`; where the model cannot think, or not in this place, the field is reported as dropped.
 */
export function thinkingFor(
  value: unknown,
  capabilities: ModelCapabilities,
  context: ThinkingContext,
  notes: TranslationNotes,
): Thinking {
  if (value === undefined || value === null) return {};
  const effort = efforts[value as ReasoningEffort];
  if (effort === undefined) {
    notes.refuse("reasoning_effort", `must be one of ${Object.keys(efforts).join(", ")}`);
    return {};
  }
  switch (capabilities.thinking) {
    case "adaptive":
      return adaptive(effort, capabilities, context);
    case "budget":
      return budgeted(effort, context, notes);
    case "none":
      if (effort.thinks) notes.drop("reasoning_effort");
      return {};
  }
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

function adaptive(meaning: EffortMeaning, capabilities: ModelCapabilities, context: ThinkingContext): Thinking {
  const effort = meaning.effort === "xhigh" && !capabilities.hasExtraHighEffort ? "high" : meaning.effort;
  return meaning.thinks && !context.toolIsForced ? { thinking: { type: "adaptive" }, effort } : { effort };
}

function budgeted(meaning: EffortMeaning, context: ThinkingContext, notes: TranslationNotes): Thinking {
  if (!meaning.thinks) return {};
  if (context.toolIsForced || context.insideToolExchange || context.maxTokens <= BUDGET_MIN) {
    notes.drop("reasoning_effort");
    return {};
  }
  const share = Math.floor(context.maxTokens * meaning.budgetShare);
  return { thinking: { type: "enabled", budget_tokens: Math.min(BUDGET_MAX, Math.max(BUDGET_MIN, share)) } };
}
