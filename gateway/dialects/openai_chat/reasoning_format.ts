import type { SignatureOrigin } from "../../translation/conversation.ts";
import { asText } from "../../wires/untyped.ts";

/** The `format` of `reasoning_details` of each provider's signatures, as OpenRouter names them. */
export const REASONING_FORMATS: Readonly<Record<SignatureOrigin, string>> = {
  anthropic: "anthropic-claude-v1",
  gemini: "google-gemini-v1",
  openai: "openai-responses-v1",
};

/** Whose signatures a `format` tells of; null for somebody's whom we do not know. One left out is Anthropic's, the first. */
export function reasoningOrigin(format: unknown): SignatureOrigin | null {
  const name = asText(format) ?? REASONING_FORMATS.anthropic;
  if (name.startsWith("anthropic-")) return "anthropic";
  if (name.startsWith("google-gemini-")) return "gemini";
  return name.startsWith("openai-responses-") || name.startsWith("azure-openai-responses-") ? "openai" : null;
}
