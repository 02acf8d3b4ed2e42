import type { Conversation, OutputFormat } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asCount, asObject, asText } from "../../wires/untyped.ts";
import { dropUnreadFields } from "../openai_chat/unread_fields.ts";
import { readContent } from "./read_content.ts";
import { readMessages } from "./read_messages.ts";
import { readReasoning } from "./read_reasoning.ts";
import { readToolChoice, readTools } from "./read_tools.ts";
import { checkFields } from "./request_fields.ts";

/** Reads a checked messages request into a conversation. */
export function readConversation(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): Conversation {
  checkFields(body, notes);
  const system = readContent(body["system"], "system", notes, ["text"]);
  const messages = readMessages(Array.isArray(body["messages"]) ? body["messages"] : [], notes);
  const { choice, parallel } = readToolChoice(body["tool_choice"], notes);
  return {
    system: [...system, ...messages.system],
    turns: messages.turns,
    tools: readTools(body["tools"], notes),
    toolChoice: choice,
    parallelToolCalls: parallel,
    outputTokensMax: asCount(body["max_tokens"]),
    format: outputFormat(body, notes),
    reasoning: readReasoning(body, notes),
    stop: stopSequences(body["stop_sequences"]),
    sampling: {
      temperature: asNumber(body["temperature"]),
      topP: asNumber(body["top_p"]),
      topK: asNumber(body["top_k"]),
      seed: null,
      frequencyPenalty: null,
      presencePenalty: null,
    },
    endUser: asText(asObject(body["metadata"])?.["user_id"]),
    serviceTier: serviceTier(body["service_tier"], notes),
    verbosity: null,
  };
}

/** `output_config.format`, or `output_format` as it was called while it was in beta. */
function outputFormat(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): OutputFormat | null {
  const config = asObject(body["output_config"]) ?? {};
  dropUnreadFields(config, "output_config", notes, configFields);
  const path = config["format"] ? "output_config.format" : "output_format";
  const given = config["format"] ?? body["output_format"];
  if (given === undefined || given === null) return null;
  const format = asObject(given);
  const schema = asObject(format?.["schema"]);
  if (format === null || format["type"] !== "json_schema" || schema === null) {
    notes.refuse(path, "must be of the type 'json_schema' and have a schema");
    return null;
  }
  dropUnreadFields(format, path, notes, formatFields);
  // Anthropic holds every answer to the schema: there is no weaker promise in its API.
  return { type: "json_schema", name: null, description: null, schema, strict: true };
}

const configFields = new Set(["effort", "format"]);
const formatFields = new Set(["type", "schema"]);

/** `standard_only` asks not to be served at priority, which is OpenAI's `default`. */
function serviceTier(value: unknown, notes: TranslationNotes): string | null {
  if (value === "auto") return "auto";
  if (value === "standard_only") return "default";
  if (value !== undefined && value !== null) notes.drop("service_tier");
  return null;
}

function stopSequences(value: unknown): string[] {
  const given: unknown[] = Array.isArray(value) ? value : [];
  return given.filter((sequence): sequence is string => typeof sequence === "string" && sequence !== "");
}

function asNumber(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
