import type OpenAI from "openai";
import { clientField } from "../../translation/client_field.ts";
import type { Conversation, OutputFormat } from "../../translation/conversation.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import type { ProviderCall } from "../wire.ts";
import { type OpenaiModel, openaiModel } from "./openai_model.ts";
import { reasoningEffort } from "./reasoning_effort.ts";
import { type ChatServer, presetOf, type ServerTraits, serverTraits } from "./server_traits.ts";
import { writeMessages } from "./write_messages.ts";
import { writeTools } from "./write_tools.ts";

/** A written request; `top_k` and `random_seed` are compatible servers' own. */
export type ChatRequest = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, "stream"> & {
  stream?: true;
  stream_options?: OpenAI.ChatCompletionStreamOptions;
  top_k?: number;
  random_seed?: number;
};

type Asked = Pick<ProviderCall, "dialect" | "body" | "model" | "stream" | "baseUrl" | "settings">;

/** Writes a conversation as a chat completions request. `call`: whose conversation it is, and where it goes. */
export function conversationToRequest(
  conversation: Conversation,
  call: Asked,
  server: ChatServer,
  notes: TranslationNotes,
): ChatRequest {
  const traits = serverTraits(call, server);
  const { reasoning, takesParallelToolCalls } = server === "openai" ? openaiModel(call.model) : ANY_MODEL;
  const request: ChatRequest = {
    model: call.model,
    messages: writeMessages(conversation, traits, notes),
    ...writeTools(conversation, traits, notes),
  };
  if (call.stream) request.stream = true;
  if (call.stream && presetOf(call)?.refusesStreamOptions !== true) request.stream_options = { include_usage: true };
  if (conversation.outputTokensMax !== null) request[traits.maxTokensField] = conversation.outputTokensMax;
  if (conversation.format !== null) request.response_format = responseFormat(conversation.format);
  if (request.parallel_tool_calls !== undefined && !takesParallelToolCalls) {
    delete request.parallel_tool_calls;
    notes.drop(clientField(call, "parallelToolCalls"));
  }
  const effort = reasoningEffort(conversation.reasoning, {
    isPlain: reasoning === "plain",
    knowsEveryEffort: traits.knowsEveryEffort,
  }, notes);
  if (effort !== null) request.reasoning_effort = effort;
  const writing = { conversation, call, traits, notes };
  writeStop(request, writing);
  writeSampling(request, writing, reasoning === "reasons" && effort !== "none");
  writeNames(request, writing);
  return request;
}

/** A compatible server's models have any name. */
const ANY_MODEL: OpenaiModel = { reasoning: "unknown", takesParallelToolCalls: true };

interface Writing {
  conversation: Conversation;
  call: Asked;
  traits: ServerTraits;
  notes: TranslationNotes;
}

function responseFormat(format: OutputFormat): NonNullable<ChatRequest["response_format"]> {
  if (format.type === "json_object") return { type: "json_object" };
  const { name, description, schema, strict } = format;
  const written: JsonSchemaFormat = { name: name ?? "answer", schema };
  if (description !== null) written.description = description;
  if (strict !== null) written.strict = strict;
  return { type: "json_schema", json_schema: written };
}

type JsonSchemaFormat = Extract<NonNullable<ChatRequest["response_format"]>, { type: "json_schema" }>["json_schema"];

/** OpenAI's own bound; an answer that runs past a sequence left out would not be what was asked for. */
const STOP_MAX = 4;

function writeStop(request: ChatRequest, { conversation: { stop }, call, traits, notes }: Writing): void {
  if (stop.length === 0) return;
  if (stop.length > STOP_MAX && traits.knowsNewFields) {
    notes.refuse(clientField(call, "stop"), `may name ${STOP_MAX} sequences at most`);
  }
  request.stop = stop;
}

/** Models that reason take no other value than the default; a value that changes nothing is not worth a report. */
function writeSampling(request: ChatRequest, { conversation, call, traits, notes }: Writing, isFixed: boolean): void {
  const { temperature, topP, topK, seed, frequencyPenalty, presencePenalty } = conversation.sampling;
  const fields = [
    ["temperature", "temperature", temperature, 1],
    ["top_p", "topP", topP, 1],
    ["frequency_penalty", "frequencyPenalty", frequencyPenalty, 0],
    ["presence_penalty", "presencePenalty", presencePenalty, 0],
  ] as const;
  for (const [field, said, value, standard] of fields) {
    if (value === null) continue;
    if (!isFixed) request[field] = value;
    else if (value !== standard) notes.drop(clientField(call, said));
  }
  if (seed !== null) request[traits.seedField] = seed;
  if (topK === null) return;
  if (traits.knowsTopK) request.top_k = topK;
  else notes.drop(clientField(call, "topK"));
}

/** OpenAI refuses longer names. */
const USER_LENGTH_MAX = 64;

function writeNames(request: ChatRequest, { conversation, call, traits, notes }: Writing): void {
  const { endUser, serviceTier, verbosity } = conversation;
  if (endUser !== null) {
    // The older name, which every server knows that knows either.
    if (traits.knowsUser && endUser.length <= USER_LENGTH_MAX) request.user = endUser;
    else notes.drop(clientField(call, "endUser"));
  }
  if (serviceTier !== null) {
    if (traits.knowsNewFields) request.service_tier = serviceTier as NonNullable<ChatRequest["service_tier"]>;
    else if (serviceTier !== "auto") notes.drop(clientField(call, "serviceTier"));
  }
  if (verbosity !== null) {
    if (traits.knowsNewFields) request.verbosity = verbosity as NonNullable<ChatRequest["verbosity"]>;
    else if (verbosity !== "medium") notes.drop(clientField(call, "verbosity"));
  }
}
