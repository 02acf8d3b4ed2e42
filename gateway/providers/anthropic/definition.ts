import { anthropicCountTokensWire } from "../../wires/anthropic_count_tokens/wire.ts";
import { anthropicMessagesWire } from "../../wires/anthropic_messages/wire.ts";
import type { ProviderCall, Wire, WireDependencies } from "../../wires/wire.ts";
import type { ProviderDefinition } from "../provider_adapter.ts";
import { anthropicEndpoint, anthropicModelList } from "./endpoint.ts";

/** Anthropic itself. */
export function anthropicDefinition(dependencies: WireDependencies): ProviderDefinition {
  const messages = anthropicMessagesWire(dependencies);
  const counts = anthropicCountTokensWire(dependencies);
  const wireFor = ({ dialect }: Pick<ProviderCall, "dialect">): Wire | null => {
    switch (dialect) {
      case "anthropic_messages":
      case "openai_chat":
      case "openai_responses":
        return messages;
      case "anthropic_count_tokens":
        return counts;
      case "openai_embeddings":
        return null;
    }
  };
  return { kind: "anthropic", needsSecret: true, wireFor, endpoint: anthropicEndpoint, modelList: anthropicModelList };
}
