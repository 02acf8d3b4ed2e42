import { openaiChatWire } from "../../wires/openai_chat/wire.ts";
import type { WireDependencies } from "../../wires/wire.ts";
import type { ProviderDefinition } from "../provider_adapter.ts";
import { openaiEndpoint } from "./endpoint.ts";

/** OpenAI itself. */
export function openaiDefinition(dependencies: WireDependencies): ProviderDefinition {
  const chat = openaiChatWire(dependencies);
  return {
    kind: "openai",
    needsSecret: true,
    wireFor: ({ dialect }) => dialect === "openai_chat" ? chat : null,
    endpoint: openaiEndpoint,
  };
}
