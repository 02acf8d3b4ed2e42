import { clientField, type ConversationField } from "../../translation/client_field.ts";
import type { Conversation, OutputFormat } from "../../translation/conversation.ts";
import type { GenerationConfig } from "./gemini_api.ts";
import type { GeminiWriting } from "./gemini_writing.ts";
import { thinkingConfig } from "./thinking.ts";

/** How the answer is to be generated; undefined where the client said nothing of it. */
export function generationConfig(conversation: Conversation, writing: GeminiWriting): GenerationConfig | undefined {
  const { sampling, outputTokensMax, stop } = conversation;
  const config: GenerationConfig = formatConfig(conversation.format);
  const drop = (field: ConversationField) => writing.notes.drop(clientField(writing.call, field));
  if (outputTokensMax !== null) config.maxOutputTokens = outputTokensMax;
  if (stop.length > 0) config.stopSequences = stop;
  if (sampling.temperature !== null) config.temperature = sampling.temperature;
  if (sampling.topP !== null) config.topP = sampling.topP;
  if (sampling.topK !== null) config.topK = sampling.topK;
  if (sampling.seed !== null) {
    if (isInt32(sampling.seed)) config.seed = sampling.seed;
    else drop("seed");
  }
  for (const field of ["presencePenalty", "frequencyPenalty"] as const) {
    const penalty = sampling[field];
    // None is what every model does; any other is refused by models that do not know it.
    if (penalty === null || penalty === 0) continue;
    if (writing.model.penalties) config[field] = penalty;
    else drop(field);
  }
  const thinking = thinkingConfig(conversation.reasoning, writing.model.thinking, writing.notes);
  if (thinking !== undefined) config.thinkingConfig = thinking;
  return Object.keys(config).length === 0 ? undefined : config;
}

function formatConfig(format: OutputFormat | null): GenerationConfig {
  switch (format?.type) {
    case undefined:
      return {};
    case "json_object":
      return { responseMimeType: "application/json" };
    case "json_schema": {
      const described = format.description === null ? {} : { description: format.description };
      return { responseMimeType: "application/json", responseJsonSchema: { ...described, ...format.schema } };
    }
  }
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31;
}
