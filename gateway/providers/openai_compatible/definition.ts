import { anthropicCountTokensWire } from "../../wires/anthropic_count_tokens/wire.ts";
import { anthropicMessagesWire } from "../../wires/anthropic_messages/wire.ts";
import { openaiChatWire } from "../../wires/openai_chat/wire.ts";
import { openaiEmbeddingsWire } from "../../wires/openai_embeddings/wire.ts";
import { openaiResponsesWire } from "../../wires/openai_responses/wire.ts";
import type { ProviderCall, Wire, WireDependencies } from "../../wires/wire.ts";
import type { ProviderDefinition } from "../provider_adapter.ts";
import { openaiModelList } from "../openai/endpoint.ts";
import { openaiCompatibleEndpoint } from "./endpoint.ts";
import { isNative } from "./native_dialects.ts";

/** Any server that speaks OpenAI's API; one of one's own (vLLM, Ollama) often asks for no key. */
export function openaiCompatibleDefinition(dependencies: WireDependencies): ProviderDefinition {
  const chat = openaiChatWire(dependencies, "compatible");
  const responses = openaiResponsesWire(dependencies);
  const embeddings = openaiEmbeddingsWire(dependencies);
  const messages = anthropicMessagesWire(dependencies);
  const counts = anthropicCountTokensWire(dependencies);
  const wireFor = (call: Pick<ProviderCall, "dialect" | "settings">): Wire | null => {
    switch (call.dialect) {
      case "openai_chat":
        return chat;
      case "openai_responses":
        return isNative(call) ? responses : chat;
      case "anthropic_messages":
        return isNative(call) ? messages : chat;
      case "openai_embeddings":
        return isNative(call) ? embeddings : null;
      case "anthropic_count_tokens":
        return isNative(call) ? counts : null;
    }
  };
  return {
    kind: "openai_compatible",
    needsSecret: false,
    wireFor,
    endpoint: openaiCompatibleEndpoint,
    // Anthropic's has headers of the client's.
    keepsEndpoint: ({ dialect }) => dialect.startsWith("openai_"),
    modelList: openaiModelList,
  };
}
