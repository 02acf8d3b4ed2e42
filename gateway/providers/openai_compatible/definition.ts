import { openaiChatWire } from "../../wires/openai_chat/wire.ts";
import type { WireDependencies } from "../../wires/wire.ts";
import type { ProviderDefinition } from "../provider_adapter.ts";
import { openaiCompatibleEndpoint } from "./endpoint.ts";

/** Any server that speaks OpenAI's API; one of one's own (vLLM, Ollama) often asks for no key. */
export function openaiCompatibleDefinition(dependencies: WireDependencies): ProviderDefinition {
  const chat = openaiChatWire(dependencies, "compatible");
  return {
    kind: "openai_compatible",
    needsSecret: false,
    wireFor: ({ dialect }) => dialect === "openai_chat" ? chat : null,
    endpoint: openaiCompatibleEndpoint,
  };
}
