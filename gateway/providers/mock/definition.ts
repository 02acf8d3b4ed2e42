import { openaiChatWire } from "../../wires/openai_chat/wire.ts";
import type { WireDependencies } from "../../wires/wire.ts";
import type { ProviderDefinition } from "../provider_adapter.ts";
import { mockEndpoint } from "./endpoint.ts";

/** The built-in provider, whose wires are OpenAI's. */
export function mockDefinition(dependencies: WireDependencies): ProviderDefinition {
  const chat = openaiChatWire(dependencies);
  return {
    kind: "mock",
    needsSecret: false,
    wireFor: ({ dialect }) => dialect === "openai_chat" ? chat : null,
    endpoint: mockEndpoint,
  };
}
