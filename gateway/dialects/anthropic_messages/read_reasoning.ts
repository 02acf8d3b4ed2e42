import type Anthropic from "@anthropic-ai/sdk";
import type { ReasoningEffort, ReasoningWish } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asCount, asObject } from "../../wires/untyped.ts";
import { dropUnreadFields } from "../openai_chat/unread_fields.ts";

type Effort = NonNullable<Anthropic.OutputConfig["effort"]>;

/** Reads `thinking` and `output_config.effort`; null when the client said nothing of either. */
export function readReasoning(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): ReasoningWish | null {
  const effort = readEffort(asObject(body["output_config"])?.["effort"], notes);
  const onlyEffort = effort === null ? null : { ...NO_WISH, effort, path: "output_config.effort" };
  if (body["thinking"] === undefined || body["thinking"] === null) return onlyEffort;
  const thinking = asObject(body["thinking"]) ?? {};
  const kind = thinking["type"] as Anthropic.ThinkingConfigParam["type"];
  const wish: ReasoningWish = { ...NO_WISH, effort, visible: visibility(thinking["display"]), path: "thinking" };
  switch (kind) {
    case "enabled":
      dropUnreadFields(thinking, "thinking", notes, enabledFields);
      return { ...wish, budgetTokens: asCount(thinking["budget_tokens"]) };
    case "adaptive":
      dropUnreadFields(thinking, "thinking", notes, adaptiveFields);
      return { ...wish, adaptive: true };
    case "disabled":
      // How much effort the answer itself takes is a finer wish than others know.
      if (effort !== null) notes.drop("output_config.effort");
      return { ...wish, effort: "none" };
    case "between_tools":
      // Other models think where they will.
      notes.drop("thinking");
      return onlyEffort;
    default:
      kind satisfies never;
      notes.refuse("thinking.type", "must be 'enabled', 'adaptive' or 'disabled'");
      return null;
  }
}

const NO_WISH: ReasoningWish = { effort: null, budgetTokens: null, adaptive: false, visible: null, path: "" };
const adaptiveFields = new Set(["type", "display"]);
const enabledFields = new Set([...adaptiveFields, "budget_tokens"]);

function visibility(display: unknown): boolean | null {
  if (display === "summarized") return true;
  return display === "omitted" ? false : null;
}

const efforts: Readonly<Record<Effort, ReasoningEffort>> = {
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "xhigh",
  max: "max",
};

function readEffort(value: unknown, notes: TranslationNotes): ReasoningEffort | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" && Object.hasOwn(efforts, value)) return efforts[value as Effort];
  notes.refuse("output_config.effort", `must be one of ${Object.keys(efforts).join(", ")}`);
  return null;
}
