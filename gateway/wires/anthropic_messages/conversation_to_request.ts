import type Anthropic from "@anthropic-ai/sdk";
import { clientField } from "../../translation/client_field.ts";
import type { Conversation, OutputFormat } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ProviderCall } from "../wire.ts";
import { continuesWithoutThinking, messageTurns } from "./message_turns.ts";
import { modelCapabilities } from "./model_capabilities.ts";
import { dropUnknown, type SamplingParameters, samplingParameters } from "./sampling.ts";
import { thinkingFor } from "./thinking.ts";
import { toolDefinitions } from "./tool_definitions.ts";

/** The API's request at version 2023-06-01: the SDK's types are of a later one, which has no sampling parameters. */
export type MessagesRequest =
  & Omit<Anthropic.MessageCreateParamsNonStreaming, "stream">
  & SamplingParameters
  & { stream?: boolean };

/** What of a call a conversation is written for. */
type Target = Pick<ProviderCall, "model" | "stream" | "dialect" | "body">;

/** Writes a conversation as a request to a Claude model. */
export function conversationToRequest(
  conversation: Conversation,
  call: Target,
  notes: TranslationNotes,
): MessagesRequest {
  const capabilities = modelCapabilities(call.model);
  const { system, turns } = messageTurns(conversation, notes);
  const definitions = toolDefinitions(conversation);
  const maxTokens = conversation.outputTokensMax ?? capabilities.maxTokensDefault;
  const { thinking, effort } = thinkingFor(conversation.reasoning, capabilities, {
    maxTokens,
    toolIsForced: definitions.tool_choice?.type === "any" || definitions.tool_choice?.type === "tool",
    continuesWithoutThinking: continuesWithoutThinking(turns),
  }, notes);
  if (conversation.format?.type === "json_object") {
    system.push({ type: "text", text: JSON_INSTRUCTION });
    notes.drop(clientField(call, "format"));
  }

  const request: MessagesRequest = { model: call.model, max_tokens: maxTokens, messages: turns, ...definitions };
  if (system.length > 0) request.system = system;
  if (call.stream) request.stream = true;
  if (thinking !== undefined) request.thinking = thinking;
  const config = outputConfig(conversation.format, effort);
  if (config !== null) request.output_config = config;
  const stop = stopSequences(conversation.stop, call, notes);
  if (stop.length > 0) request.stop_sequences = stop;
  if (conversation.endUser !== null) request.metadata = { user_id: conversation.endUser };
  const tier = serviceTier(conversation.serviceTier, call, notes);
  if (tier !== null) request.service_tier = tier;
  dropUnknown(conversation, call, notes);
  // Thinking and sampling parameters exclude each other.
  const sampling = thinking === undefined ? capabilities.sampling : "none";
  return { ...request, ...samplingParameters(conversation.sampling, sampling, call, notes) };
}

/**
 * The API has no mode that gives any JSON object. OpenAI demands that a conversation in that mode asks for JSON itself;
 * this sentence keeps the model from wrapping it in prose, and the field is reported since nothing enforces it.
 */
const JSON_INSTRUCTION = "Answer with one valid JSON object and nothing else: no explanation, no code fence.";

function outputConfig(
  format: OutputFormat | null,
  effort: Anthropic.OutputConfig["effort"],
): Anthropic.OutputConfig | null {
  const config: Anthropic.OutputConfig = {};
  if (effort !== undefined) config.effort = effort;
  if (format?.type === "json_schema") config.format = { type: "json_schema", schema: format.schema };
  return Object.keys(config).length > 0 ? config : null;
}

/** The API refuses sequences of white space alone. */
function stopSequences(stop: readonly string[], call: Target, notes: TranslationNotes): string[] {
  const field = clientField(call, "stop");
  const given = call.body[field];
  return stop.filter((sequence) => {
    const isBlank = sequence.trim() === "";
    if (isBlank) notes.drop(Array.isArray(given) ? `${field}[${given.indexOf(sequence)}]` : field);
    return !isBlank;
  });
}

function serviceTier(
  tier: string | null,
  call: Target,
  notes: TranslationNotes,
): Anthropic.MessageCreateParams["service_tier"] | null {
  switch (tier) {
    case null:
      return null;
    // Priority capacity is used where the organisation has it, which is what both ask for.
    case "auto":
    case "priority":
      return "auto";
    case "default":
      return "standard_only";
    default:
      notes.drop(clientField(call, "serviceTier"));
      return null;
  }
}
