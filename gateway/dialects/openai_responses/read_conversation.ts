import type { Conversation, OutputFormat, ReasoningEffort, ReasoningWish } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asCount, asObject, asText } from "../../wires/untyped.ts";
import { dropUnreadFields } from "../openai_chat/unread_fields.ts";
import { readInput } from "./read_input.ts";
import { readToolChoice, readTools } from "./read_tools.ts";
import { checkFields } from "./request_fields.ts";

/** Reads a request for a response, checked by `parseResponsesRequest`; `body` is not changed. */
export function readConversation(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): Conversation {
  checkFields(body, notes);
  const { system, turns } = readInput(body["input"], notes);
  const instructions = asText(body["instructions"]);
  if (instructions !== null) system.unshift({ type: "text", text: instructions, path: "instructions" });
  if (system.length === 0 && turns.length === 0) notes.refuse("input", "must say something");
  const isParallel = body["parallel_tool_calls"];
  const text = asObject(body["text"]) ?? {};
  dropUnreadFields(text, "text", notes, textFields);
  return {
    system,
    turns,
    tools: readTools(body["tools"], notes),
    toolChoice: readToolChoice(body["tool_choice"], notes),
    parallelToolCalls: typeof isParallel === "boolean" ? isParallel : null,
    outputTokensMax: asCount(body["max_output_tokens"]),
    format: readFormat(text["format"], notes),
    reasoning: readReasoningWish(body["reasoning"], notes),
    stop: [],
    sampling: {
      temperature: asNumber(body["temperature"]),
      topP: asNumber(body["top_p"]),
      topK: asNumber(body["top_k"]),
      seed: null,
      frequencyPenalty: null,
      presencePenalty: null,
    },
    endUser: asText(body["safety_identifier"]) ?? asText(body["user"]),
    serviceTier: asText(body["service_tier"]),
    verbosity: asText(text["verbosity"]),
  };
}

const textFields = new Set(["format", "verbosity"]);

function readFormat(value: unknown, notes: TranslationNotes): OutputFormat | null {
  const format = asObject(value);
  switch (format?.["type"]) {
    case undefined:
    case "text":
      return null;
    case "json_object":
      return { type: "json_object" };
    case "json_schema": {
      const schema = asObject(format["schema"]);
      if (schema === null) {
        notes.refuse("text.format.schema", "must be a JSON schema");
        return null;
      }
      const strict = format["strict"];
      return {
        type: "json_schema",
        name: asText(format["name"]),
        description: asText(format["description"]),
        schema,
        strict: typeof strict === "boolean" ? strict : null,
      };
    }
    default:
      notes.refuse("text.format.type", `is '${String(format?.["type"])}', which the provider does not have`);
      return null;
  }
}

/** In OpenAI's order. */
const efforts: Readonly<Record<ReasoningEffort, true>> = {
  none: true,
  minimal: true,
  low: true,
  medium: true,
  high: true,
  xhigh: true,
  max: true,
};

/** A summary asks to see the thinking; how much of it there is to see is the provider's business. */
function readReasoningWish(value: unknown, notes: TranslationNotes): ReasoningWish | null {
  const wish = asObject(value);
  if (wish === null) return null;
  dropUnreadFields(wish, "reasoning", notes, reasoningFields);
  const effort = asText(wish["effort"]);
  if (effort !== null && !Object.hasOwn(efforts, effort)) {
    notes.refuse("reasoning.effort", `must be one of ${Object.keys(efforts).join(", ")}`);
    return null;
  }
  const summary = asText(wish["summary"]) ?? asText(wish["generate_summary"]);
  if (effort === null && summary === null) return null;
  return {
    effort: effort as ReasoningEffort | null,
    budgetTokens: null,
    adaptive: false,
    visible: summary === null ? null : true,
    path: effort === null ? "reasoning.summary" : "reasoning.effort",
  };
}

const reasoningFields = new Set(["effort", "summary", "generate_summary"]);

function asNumber(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
