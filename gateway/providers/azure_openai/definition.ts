import { openaiChatWire } from "../../wires/openai_chat/wire.ts";
import { openaiEmbeddingsWire } from "../../wires/openai_embeddings/wire.ts";
import { openaiResponsesWire } from "../../wires/openai_responses/wire.ts";
import type { WireDependencies } from "../../wires/wire.ts";
import type { ProviderDefinition } from "../provider_adapter.ts";
import { azureDeployment, azureOpenaiEndpoint, azureOpenaiModelList } from "./endpoint.ts";

/** OpenAI's models at Microsoft's: the same wires, other addresses, and deployments in the place of models. */
export function azureOpenaiDefinition(dependencies: WireDependencies): ProviderDefinition {
  const chat = openaiChatWire(dependencies);
  const responses = openaiResponsesWire(dependencies);
  const embeddings = openaiEmbeddingsWire(dependencies);
  return {
    kind: "azure_openai",
    needsSecret: true,
    wireFor: ({ dialect }) => {
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
    },
    modelName: azureDeployment,
    endpoint: azureOpenaiEndpoint,
    keepsEndpoint: () => true,
    modelList: azureOpenaiModelList,
  };
}
