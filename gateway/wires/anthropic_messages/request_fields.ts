import type OpenAI from "openai";
import { asObject } from "../untyped.ts";
import type { TranslationNotes } from "../../translation/translation_notes.ts";

type Field = keyof OpenAI.ChatCompletionCreateParamsNonStreaming;

/**
 * What becomes of each field of a chat completions request: a field that a new version of the SDK brings is a compile
 * error here. `ignored` lists the values of a field without counterpart that ask for nothing, and are not reported.
 */
const fates: Record<Field, "translated" | { ignored: readonly unknown[] }> = {
  messages: "translated",
  model: "translated",
  stream: "translated",
  stream_options: "translated",
  max_completion_tokens: "translated",
  max_tokens: "translated",
  stop: "translated",
  temperature: "translated",
  top_p: "translated",
  tools: "translated",
  tool_choice: "translated",
  parallel_tool_calls: "translated",
  reasoning_effort: "translated",
  response_format: "translated",
  service_tier: "translated",
  safety_identifier: "translated",
  user: "translated",
  n: "translated",
  functions: "translated",
  function_call: "translated",
  audio: { ignored: [] },
  frequency_penalty: { ignored: [0] },
  logit_bias: { ignored: [] },
  logprobs: { ignored: [false] },
  metadata: { ignored: [] },
  modalities: { ignored: [] },
  moderation: { ignored: [] },
  prediction: { ignored: [] },
  presence_penalty: { ignored: [0] },
  prompt_cache_key: { ignored: [] },
  prompt_cache_options: { ignored: [] },
  prompt_cache_retention: { ignored: [] },
  seed: { ignored: [] },
  store: { ignored: [false] },
  top_logprobs: { ignored: [0] },
  verbosity: { ignored: ["medium"] },
  web_search_options: { ignored: [] },
};

/** Reports the fields that have no counterpart, those that OpenAI itself does not know among them. */
export function dropFields(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): void {
  for (const [field, value] of Object.entries(body)) {
    const fate = Object.hasOwn(fates, field) ? fates[field as Field] : { ignored: [] };
    if (fate === "translated" || isEmpty(value) || fate.ignored.includes(value)) continue;
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

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  const object = asObject(value);
  return object !== null && Object.keys(object).length === 0;
}
