import type Anthropic from "@anthropic-ai/sdk";
import { nativeRequest } from "../anthropic_messages/native_request.ts";
import type { ProviderCall, WireRequest } from "../wire.ts";

/** The body of a request for a count: the client's own bytes, and those of the overrides that a count can depend on. */
export function countTokensRequest(call: ProviderCall): WireRequest {
  if (call.dialect !== "anthropic_count_tokens") return { state: "refused", detail: `it speaks ${call.dialect}` };
  const overrides = Object.entries(call.overrides ?? {}).filter(([field]) => !Object.hasOwn(generationFields, field));
  return nativeRequest(call, Object.fromEntries(overrides));
}

type GenerationField = Exclude<keyof Anthropic.MessageCreateParams, keyof Anthropic.MessageCountTokensParams>;

/** What only a request for an answer may say; a count is refused for it. The last three are of the version 2023-06-01. */
const generationFields: Record<GenerationField | "temperature" | "top_p" | "top_k", true> = {
  container: true,
  diagnostics: true,
  inference_geo: true,
  max_tokens: true,
  metadata: true,
  service_tier: true,
  stop_sequences: true,
  stream: true,
  temperature: true,
  top_p: true,
  top_k: true,
};
