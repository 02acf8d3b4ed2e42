import type { Dialect } from "../../shared/contracts/request_record.ts";
import { asObject } from "../wires/untyped.ts";
import type { Conversation, Sampling } from "./conversation.ts";

/** The fields of a conversation that no part of it carries a path for. */
export type ConversationField =
  | Exclude<keyof Conversation, "system" | "turns" | "tools" | "reasoning" | "sampling">
  | keyof Sampling;

/**
 * What the client itself calls a field of its request, as a path (`text.verbosity`): the name that its body has, or the first
 * that its dialect knows. The conversation's own name where the dialect has no such field.
 */
export function clientField(
  request: { dialect: Dialect; body: Readonly<Record<string, unknown>> },
  field: ConversationField,
): string {
  const names = NAMES[request.dialect]?.[field] ?? [];
  return names.find((path) => holds(request.body, path)) ?? names[0] ?? field;
}

const CHAT: Record<ConversationField, readonly string[]> = {
  toolChoice: ["tool_choice"],
  parallelToolCalls: ["parallel_tool_calls"],
  outputTokensMax: ["max_completion_tokens", "max_tokens"],
  format: ["response_format"],
  stop: ["stop"],
  endUser: ["safety_identifier", "user"],
  serviceTier: ["service_tier"],
  verbosity: ["verbosity"],
  temperature: ["temperature"],
  topP: ["top_p"],
  topK: ["top_k"],
  seed: ["seed"],
  frequencyPenalty: ["frequency_penalty"],
  presencePenalty: ["presence_penalty"],
};

const NAMES: Partial<Record<Dialect, Partial<Record<ConversationField, readonly string[]>>>> = {
  openai_chat: CHAT,
  openai_responses: {
    ...CHAT,
    outputTokensMax: ["max_output_tokens"],
    format: ["text.format"],
    verbosity: ["text.verbosity"],
  },
  anthropic_messages: {
    toolChoice: ["tool_choice"],
    parallelToolCalls: ["tool_choice.disable_parallel_tool_use"],
    outputTokensMax: ["max_tokens"],
    format: ["output_config.format", "output_format"],
    stop: ["stop_sequences"],
    endUser: ["metadata.user_id"],
    serviceTier: ["service_tier"],
    temperature: ["temperature"],
    topP: ["top_p"],
    topK: ["top_k"],
  },
};

function holds(body: Readonly<Record<string, unknown>>, path: string): boolean {
  let value: unknown = body;
  for (const key of path.split(".")) value = asObject(value)?.[key];
  return value !== undefined && value !== null;
}
