import { asCount, asObject, asText } from "../../wires/untyped.ts";
import type { Conversation, OutputFormat, ReasoningEffort, ReasoningWish } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { readMessages } from "./read_messages.ts";
import { readToolChoice, readTools } from "./read_tools.ts";
import { dropFields, refuseFields } from "./request_fields.ts";

/** Reads a chat completions request, checked by `parseChatRequest`; `body` is not changed. */
export function readConversation(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): Conversation {
  dropFields(body, notes);
  refuseFields(body, notes);
  const { system, turns } = readMessages(Array.isArray(body["messages"]) ? body["messages"] : [], notes);
  const isParallel = body["parallel_tool_calls"];
  return {
    system,
    turns,
    tools: readTools(body["tools"], notes),
    toolChoice: readToolChoice(body["tool_choice"], notes),
    parallelToolCalls: typeof isParallel === "boolean" ? isParallel : null,
    outputTokensMax: asCount(body["max_completion_tokens"]) ?? asCount(body["max_tokens"]),
    format: outputFormat(body["response_format"], notes),
    reasoning: reasoningWish(body["reasoning_effort"], notes),
    stop: stopSequences(body["stop"]),
    sampling: {
      temperature: asNumber(body["temperature"]),
      topP: asNumber(body["top_p"]),
      topK: asNumber(body["top_k"]),
      seed: asNumber(body["seed"]),
      frequencyPenalty: asNumber(body["frequency_penalty"]),
      presencePenalty: asNumber(body["presence_penalty"]),
    },
    endUser: asText(body["safety_identifier"]) ?? asText(body["user"]),
    serviceTier: asText(body["service_tier"]),
    verbosity: asText(body["verbosity"]),
  };
}

function outputFormat(value: unknown, notes: TranslationNotes): OutputFormat | null {
  const format = asObject(value);
  switch (format?.["type"]) {
    case undefined:
    case "text":
      return null;
    case "json_object":
      return { type: "json_object" };
    case "json_schema": {
      const given = asObject(format["json_schema"]);
      const schema = asObject(given?.["schema"]);
      if (schema === null) {
        notes.refuse("response_format.json_schema.schema", "must be a JSON schema");
        return null;
      }
      const strict = given?.["strict"];
      return {
        type: "json_schema",
        name: asText(given?.["name"]),
        description: asText(given?.["description"]),
        schema,
        strict: typeof strict === "boolean" ? strict : null,
      };
    }
    default:
      notes.refuse("response_format.type", `is '${String(format?.["type"])}', which the provider does not have`);
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

function reasoningWish(value: unknown, notes: TranslationNotes): ReasoningWish | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || !Object.hasOwn(efforts, value)) {
    notes.refuse("reasoning_effort", `must be one of ${Object.keys(efforts).join(", ")}`);
    return null;
  }
  return {
    effort: value as ReasoningEffort,
    budgetTokens: null,
    adaptive: false,
    visible: null,
    path: "reasoning_effort",
  };
}

function stopSequences(value: unknown): string[] {
  const given: unknown[] = Array.isArray(value) ? value : [value];
  return given.filter((sequence): sequence is string => typeof sequence === "string" && sequence !== "");
}

function asNumber(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
