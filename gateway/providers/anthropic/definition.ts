import { anthropicMessagesWire } from "../../wires/anthropic_messages/wire.ts";
import type { WireDependencies } from "../../wires/wire.ts";
import type { ProviderDefinition } from "../provider_adapter.ts";
import { anthropicEndpoint } from "./endpoint.ts";

/** Anthropic itself. */
export function anthropicDefinition(dependencies: WireDependencies): ProviderDefinition {
  const messages = anthropicMessagesWire(dependencies);
  return {
    kind: "anthropic",
    needsSecret: true,
    wireFor: ({ dialect }) => dialect === "openai_chat" ? messages : null,
    endpoint: anthropicEndpoint,
  };
}
