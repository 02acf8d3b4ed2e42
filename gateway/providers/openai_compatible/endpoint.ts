import type { ProviderCall } from "../../wires/wire.ts";
import { openaiEndpoint } from "../openai/endpoint.ts";
import type { Endpoint } from "../provider_adapter.ts";

/** The same resources as OpenAI's, at the server's own address. */
export function openaiCompatibleEndpoint(call: ProviderCall): Endpoint {
  return openaiEndpoint(call);
}
