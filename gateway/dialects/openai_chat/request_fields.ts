import type OpenAI from "openai";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { isEmpty } from "./unread_fields.ts";

type Field = keyof OpenAI.ChatCompletionCreateParamsNonStreaming | "top_k";

/**
 * What becomes of each field of a chat completions request where it is translated: a field that a new version of the SDK
 * brings is a compile error here. `ignored` lists the values of a field without a place in a conversation that ask for
 * nothing, and are not reported. `top_k` is not OpenAI's, but known to most servers that speak its API.
 */
const fates: Record<Field, "read" | { ignored: readonly unknown[] }> = {
  messages: "read",
  model: "read",
  stream: "read",
  stream_options: "read",
  max_completion_tokens: "read",
  max_tokens: "read",
  stop: "read",
  temperature: "read",
  top_p: "read",
  top_k: "read",
  seed: "read",
  frequency_penalty: "read",
  presence_penalty: "read",
  tools: "read",
  tool_choice: "read",
  parallel_tool_calls: "read",
  reasoning_effort: "read",
  response_format: "read",
  service_tier: "read",
  verbosity: "read",
  safety_identifier: "read",
  user: "read",
  n: "read",
  functions: "read",
  function_call: "read",
  audio: { ignored: [] },
  logit_bias: { ignored: [] },
  logprobs: { ignored: [false] },
  metadata: { ignored: [] },
  modalities: { ignored: [] },
  moderation: { ignored: [] },
  prediction: { ignored: [] },
  prompt_cache_key: { ignored: [] },
  prompt_cache_options: { ignored: [] },
  prompt_cache_retention: { ignored: [] },
  store: { ignored: [false] },
  top_logprobs: { ignored: [0] },
  web_search_options: { ignored: [] },
};

/** Reports the fields that a conversation has no place for, those that OpenAI itself does not know among them. */
export function dropFields(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): void {
  for (const [field, value] of Object.entries(body)) {
    const fate = Object.hasOwn(fates, field) ? fates[field as Field] : { ignored: [] };
    if (fate === "read" || isEmpty(value) || fate.ignored.includes(value)) continue;
    if (field === "modalities" && Array.isArray(value) && value.every((modality) => modality === "text")) continue;
    notes.drop(field);
  }
}

/** Refuses what would come back as something else than was asked for. */
export function refuseFields(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): void {
  if (typeof body["n"] === "number" && body["n"] > 1) notes.refuse("n", "must be 1: the provider gives one answer");
  if (!isEmpty(body["functions"])) notes.refuse("functions", "is no longer used: use tools, which took its place");
  if (Array.isArray(body["modalities"]) && body["modalities"].includes("audio")) {
    notes.refuse("modalities", "asks for audio, which the provider does not give");
  }
}
