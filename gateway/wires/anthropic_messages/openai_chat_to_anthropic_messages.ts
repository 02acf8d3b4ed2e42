import type Anthropic from "@anthropic-ai/sdk";
import { asCount, asObject, asText } from "../untyped.ts";
import { messageTurns } from "./message_turns.ts";
import { type ModelCapabilities, modelCapabilities } from "./model_capabilities.ts";
import { dropFields, refuseFields } from "./request_fields.ts";
import { thinkingFor } from "./thinking.ts";
import { toolDefinitions } from "./tool_definitions.ts";
import { TranslationNotes } from "../../translation/translation_notes.ts";

/** The API's request at version 2023-06-01: the SDK's types are of a later one, which has no sampling parameters. */
export type MessagesRequest = Omit<Anthropic.MessageCreateParamsNonStreaming, "stream"> & {
  stream?: boolean;
  temperature?: number;
  top_p?: number;
};

export type TranslatedRequest =
  | { state: "translated"; request: MessagesRequest; droppedFields: string[] }
  | { state: "refused"; detail: string };

/** Translates a chat completions request for a Claude model; `body` is not changed. */
export function openaiChatToAnthropicMessages(
  body: Readonly<Record<string, unknown>>,
  model: string,
  stream: boolean,
): TranslatedRequest {
  const notes = new TranslationNotes();
  dropFields(body, notes);
  refuseFields(body, notes);
  const request = translate(body, model, stream, notes);
  return notes.refusal === null
    ? { state: "translated", request, droppedFields: notes.droppedFields }
    : { state: "refused", detail: notes.refusal };
}

function translate(
  body: Readonly<Record<string, unknown>>,
  model: string,
  stream: boolean,
  notes: TranslationNotes,
): MessagesRequest {
  const capabilities = modelCapabilities(model);
  const { system, turns } = messageTurns(Array.isArray(body["messages"]) ? body["messages"] : [], notes);
  const format = responseFormat(body["response_format"], notes);
  if (format === "json_object") system.push({ type: "text", text: JSON_INSTRUCTION });
  const definitions = toolDefinitions(body, notes);
  const maxTokens = asCount(body["max_completion_tokens"]) ?? asCount(body["max_tokens"]) ??
    capabilities.maxTokensDefault;
  const { thinking, effort } = thinkingFor(body["reasoning_effort"], capabilities, {
    maxTokens,
    toolIsForced: definitions.tool_choice?.type === "any" || definitions.tool_choice?.type === "tool",
    insideToolExchange: endsInToolExchange(body["messages"]),
  }, notes);

  const request: MessagesRequest = { model, max_tokens: maxTokens, messages: turns, ...definitions };
  if (system.length > 0) request.system = system;
  if (stream) request.stream = true;
  if (thinking !== undefined) request.thinking = thinking;
  const config: Anthropic.OutputConfig = {};
  if (effort !== undefined) config.effort = effort;
  if (format !== null && format !== "json_object") config.format = format;
  if (Object.keys(config).length > 0) request.output_config = config;
  const stop = stopSequences(body["stop"], notes);
  if (stop.length > 0) request.stop_sequences = stop;
  const user = asText(body["safety_identifier"]) ?? asText(body["user"]);
  if (user !== null) request.metadata = { user_id: user };
  const tier = serviceTier(body["service_tier"], notes);
  if (tier !== null) request.service_tier = tier;
  sample(request, body, capabilities, notes);
  return request;
}

/**
 * The API has no mode that gives any JSON object. OpenAI demands that a conversation in that mode asks for JSON itself;
 * this sentence keeps the model from wrapping it in prose, and the field is reported since nothing enforces it.
 */
const JSON_INSTRUCTION = "Answer with one valid JSON object and nothing else: no explanation, no code fence.";

function responseFormat(value: unknown, notes: TranslationNotes): Anthropic.JSONOutputFormat | "json_object" | null {
  const format = asObject(value);
  switch (format?.["type"]) {
    case undefined:
    case "text":
      return null;
    case "json_object":
      notes.drop("response_format");
      return "json_object";
    case "json_schema": {
      const schema = asObject(asObject(format["json_schema"])?.["schema"]);
      if (schema === null) {
        notes.refuse("response_format.json_schema.schema", "must be a JSON schema");
        return null;
      }
      return { type: "json_schema", schema };
    }
    default:
      notes.refuse("response_format.type", `is '${String(format?.["type"])}', which the provider does not have`);
      return null;
  }
}

/** The API refuses sequences of white space alone. */
function stopSequences(value: unknown, notes: TranslationNotes): string[] {
  const given: unknown[] = Array.isArray(value) ? value : [value];
  return given.filter((sequence, index): sequence is string => {
    if (typeof sequence !== "string" || sequence === "") return false;
    if (sequence.trim() === "") notes.drop(Array.isArray(value) ? `stop[${index}]` : "stop");
    return sequence.trim() !== "";
  });
}

function serviceTier(value: unknown, notes: TranslationNotes): Anthropic.MessageCreateParams["service_tier"] | null {
  switch (value) {
    case undefined:
    case null:
      return null;
    // Priority capacity is used where the organisation has it, which is what both ask for.
    case "auto":
    case "priority":
      return "auto";
    case "default":
      return "standard_only";
    default:
      notes.drop("service_tier");
      return null;
  }
}

/** OpenAI's temperatures go up to 2, the API's to 1; newer models take none, and thinking ones by budget neither. */
function sample(
  request: MessagesRequest,
  body: Readonly<Record<string, unknown>>,
  capabilities: ModelCapabilities,
  notes: TranslationNotes,
): void {
  const temperature = typeof body["temperature"] === "number" ? body["temperature"] : null;
  const topP = typeof body["top_p"] === "number" ? body["top_p"] : null;
  const allowed = request.thinking === undefined ? capabilities.sampling : "none";
  if (temperature !== null) {
    if (allowed === "none") notes.drop("temperature");
    else request.temperature = Math.min(1, Math.max(0, temperature));
  }
  if (topP !== null) {
    if (allowed === "none" || (allowed === "one" && temperature !== null)) notes.drop("top_p");
    else request.top_p = topP;
  }
}

function endsInToolExchange(messages: unknown): boolean {
  return Array.isArray(messages) && asObject(messages.at(-1))?.["role"] === "tool";
}
