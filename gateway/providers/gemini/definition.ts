import { geminiWire } from "../../wires/gemini/wire.ts";
import { geminiEmbeddingsWire } from "../../wires/gemini_embeddings/wire.ts";
import type { WireDependencies } from "../../wires/wire.ts";
import type { ProviderDefinition } from "../provider_adapter.ts";
import { geminiEndpoint, geminiModelList } from "./endpoint.ts";

/** Google's Gemini API. It speaks none of the clients' dialects itself. */
export function geminiDefinition(dependencies: WireDependencies): ProviderDefinition {
  const generate = geminiWire(dependencies);
  const embeddings = geminiEmbeddingsWire(dependencies);
  return {
    kind: "gemini",
    needsSecret: true,
    wireFor: ({ dialect }) => {
      switch (dialect) {
        case "openai_chat":
        case "openai_responses":
        case "anthropic_messages":
          return generate;
        case "openai_embeddings":
          return embeddings;
        case "anthropic_count_tokens":
          return null;
      }
    },
    endpoint: geminiEndpoint,
    modelList: geminiModelList,
  };
}
