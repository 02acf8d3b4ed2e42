import { openaiChatWire } from "../../wires/openai_chat/wire.ts";
import { openaiEmbeddingsWire } from "../../wires/openai_embeddings/wire.ts";
import type { ProviderCall, Wire, WireDependencies } from "../../wires/wire.ts";
import type { ProviderDefinition } from "../provider_adapter.ts";
import { mockEndpoint } from "./endpoint.ts";

/** The built-in provider: it speaks chat completions and embeddings, and everything else is translated. */
export function mockDefinition(dependencies: WireDependencies): ProviderDefinition {
  const chat = openaiChatWire(dependencies, "compatible");
  const embeddings = openaiEmbeddingsWire(dependencies);
  const wireFor = ({ dialect }: Pick<ProviderCall, "dialect">): Wire | null => {
    switch (dialect) {
      case "openai_chat":
      case "openai_responses":
      case "anthropic_messages":
        return chat;
      case "openai_embeddings":
        return embeddings;
      case "anthropic_count_tokens":
        return null;
    }
  };
  return { kind: "mock", needsSecret: false, wireFor, endpoint: mockEndpoint };
}
