import type OpenAI from "openai";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject } from "../../wires/untyped.ts";
import { isEmpty } from "../openai_chat/unread_fields.ts";

type Field = keyof OpenAI.Responses.ResponseCreateParamsNonStreaming | "top_k";

/**
 * What becomes of each field of a request for a response where it is translated: a field that a new version of the SDK
 * brings is a compile error here. `ignored` lists the values of a field without a place in a conversation that ask for
 * nothing, and are not reported; `refused` is why a request with the field is not translated, since its answer would be
 * another one. `top_k` is not OpenAI's, but known to servers that speak its API.
 */
const fates: Record<Field, "read" | { ignored: readonly unknown[] } | { refused: string }> = {
  model: "read",
  input: "read",
  instructions: "read",
  stream: "read",
  stream_options: "read",
  max_output_tokens: "read",
  tools: "read",
  tool_choice: "read",
  parallel_tool_calls: "read",
  reasoning: "read",
  text: "read",
  temperature: "read",
  top_p: "read",
  top_k: "read",
  service_tier: "read",
  safety_identifier: "read",
  user: "read",
  include: "read",
  // The answer carries it, and there is no other use of it where nothing is stored.
  metadata: "read",
  background: "read",
  previous_response_id: {
    refused: "names a response that the provider does not have: send the whole conversation as 'input'",
  },
  conversation: {
    refused: "names a conversation that the provider does not have: send all of it as 'input'",
  },
  prompt: {
    refused: "names a prompt that the provider does not have: send its text as 'instructions' and 'input'",
  },
  access_programs: { ignored: [] },
  context_management: { ignored: [] },
  image: { ignored: [] },
  max_tool_calls: { ignored: [] },
  moderation: { ignored: [] },
  prompt_cache_key: { ignored: [] },
  prompt_cache_options: { ignored: [] },
  prompt_cache_retention: { ignored: [] },
  store: { ignored: [false] },
  top_logprobs: { ignored: [0] },
  truncation: { ignored: ["disabled"] },
};

/** Reports the fields that a conversation has no place for, and refuses what would be answered differently without. */
export function checkFields(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): void {
  for (const [field, value] of Object.entries(body)) {
    const fate = Object.hasOwn(fates, field) ? fates[field as Field] : { ignored: [] };
    if (fate === "read" || isEmpty(value)) continue;
    if ("refused" in fate) notes.refuse(field, fate.refused);
    else if (!fate.ignored.includes(value)) notes.drop(field);
  }
  if (body["background"] === true) {
    notes.refuse("background", "cannot be true: what ends when nobody waits cannot be accounted for");
  }
  if (asObject(body["stream_options"])?.["include_obfuscation"] === true) {
    notes.drop("stream_options.include_obfuscation");
  }
  checkInclude(body["include"], notes);
}

/** Reasoning is always given with all that is encrypted of it; the rest is about tools that nobody runs, and logprobs. */
function checkInclude(value: unknown, notes: TranslationNotes): void {
  const include = Array.isArray(value) ? value as OpenAI.Responses.ResponseIncludable[] : [];
  include.forEach((what, index) => {
    if (what !== "reasoning.encrypted_content") notes.drop(`include[${index}]`);
  });
}
