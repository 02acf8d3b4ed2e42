import { openaiChatWire } from "../../wires/openai_chat/wire.ts";
import { openaiEmbeddingsWire } from "../../wires/openai_embeddings/wire.ts";
import { openaiResponsesWire } from "../../wires/openai_responses/wire.ts";
import type { ProviderCall, Wire, WireDependencies } from "../../wires/wire.ts";
import type { ProviderDefinition } from "../provider_adapter.ts";
import { openaiEndpoint, openaiModelList } from "./endpoint.ts";

/** OpenAI itself. */
export function openaiDefinition(dependencies: WireDependencies): ProviderDefinition {
  const chat = openaiChatWire(dependencies);
  const responses = openaiResponsesWire(dependencies);
  const embeddings = openaiEmbeddingsWire(dependencies);
  const wireFor = ({ dialect }: Pick<ProviderCall, "dialect">): Wire | null => {
    switch (dialect) {
      case "openai_chat":
      case "anthropic_messages":
        return chat;
      case "openai_responses":
        return responses;
      case "openai_embeddings":
        return embeddings;
      case "anthropic_count_tokens":
        return null;
    }
  };
  return {
    kind: "openai",
    needsSecret: true,
    wireFor,
    endpoint: openaiEndpoint,
    keepsEndpoint: () => true,
    modelList: openaiModelList,
  };
}
