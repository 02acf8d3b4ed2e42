import type Anthropic from "@anthropic-ai/sdk";
import type { TranslationNotes } from "../../translation/translation_notes.ts";
import { asObject } from "../../wires/untyped.ts";
import { isEmpty } from "../openai_chat/unread_fields.ts";

type Field =
  | keyof Anthropic.MessageCreateParamsNonStreaming
  | keyof Anthropic.Beta.Messages.MessageCreateParamsNonStreaming
  | "temperature"
  | "top_p"
  | "top_k";

/**
 * What becomes of each field of a messages request, beta fields included, where it is translated: a field that a new
 * version of the SDK brings is a compile error here. `ignored` lists the values of a field without a place in a
 * conversation that ask for nothing, and are not reported; `refused` is why a request with the field is not translated,
 * since its answer would be another one. The sampling fields are not in the SDK's types any more, but older models take
 * them.
 */
const fates: Record<Field, "read" | { ignored: readonly unknown[] } | { refused: string }> = {
  model: "read",
  messages: "read",
  max_tokens: "read",
  stream: "read",
  system: "read",
  stop_sequences: "read",
  temperature: "read",
  top_p: "read",
  top_k: "read",
  tools: "read",
  tool_choice: "read",
  thinking: "read",
  output_config: "read",
  output_format: "read",
  metadata: "read",
  service_tier: "read",
  container: { refused: "names files and skills that Anthropic keeps and the provider does not have" },
  mcp_servers: { refused: "names servers that Anthropic would call and the provider does not" },
  thread: { refused: "names a conversation that Anthropic keeps and the provider does not have" },
  inference_geo: { refused: "says where the answer must be generated, which the provider does not promise" },
  betas: { ignored: [] },
  billing_policy: { ignored: [] },
  cache_control: { ignored: [] },
  compaction: { ignored: [] },
  context_management: { ignored: [] },
  diagnostics: { ignored: [] },
  fallback_credit_token: { ignored: [] },
  fallbacks: { ignored: [] },
  speed: { ignored: ["standard"] },
  user_profile_id: { ignored: [] },
  workspace_id: { ignored: [] },
};

/** Reports the fields that a conversation has no place for, those that Anthropic itself does not know among them. */
export function checkFields(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): void {
  for (const [field, value] of Object.entries(body)) {
    const fate = Object.hasOwn(fates, field) ? fates[field as Field] : { ignored: [] };
    if (fate === "read" || isEmpty(value)) continue;
    if ("refused" in fate) notes.refuse(field, fate.refused);
    else if (!fate.ignored.includes(value)) notes.drop(field);
  }
  if (body["max_tokens"] === 0) notes.refuse("max_tokens", "is 0, which fills a cache that only Anthropic has");
  for (const field of Object.keys(asObject(body["metadata"]) ?? {})) {
    if (field !== "user_id") notes.drop(`metadata.${field}`);
  }
}
