import type { Endpoint, ProviderCall } from "../../wires/wire.ts";
import { anthropicEndpoint } from "../anthropic/endpoint.ts";
import { openaiEndpoint } from "../openai/endpoint.ts";
import { isNative } from "./native_dialects.ts";

/** The same resources as OpenAI's and Anthropic's, at the server's own address; what it does not speak is asked as chat. */
export function openaiCompatibleEndpoint(call: ProviderCall): Endpoint {
  if (!isNative(call)) return openaiEndpoint({ ...call, dialect: "openai_chat" });
  return isAnthropics(call) ? messagesEndpoint(call) : openaiEndpoint(call);
}

function isAnthropics({ dialect }: ProviderCall): boolean {
  return dialect === "anthropic_messages" || dialect === "anthropic_count_tokens";
}

/** Some of these servers look for the key where Anthropic does, others where OpenAI does. */
function messagesEndpoint(call: ProviderCall): Endpoint {
  const { url, headers } = anthropicEndpoint(call);
  return { url, headers: call.secret === null ? headers : { ...headers, authorization: `Bearer ${call.secret}` } };
}
