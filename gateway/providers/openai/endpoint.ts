import type { ProviderCall } from "../../wires/wire.ts";
import type { Endpoint } from "../provider_adapter.ts";

/** `<base URL>/chat/completions`, and the like for other dialects. */
export function openaiEndpoint(call: ProviderCall): Endpoint {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "accept": call.stream ? "text/event-stream" : "application/json",
  };
  if (call.secret !== null) headers["authorization"] = `Bearer ${call.secret}`;
  return { url: `${call.baseUrl}${openaiPath(call)}`, headers };
}

/** Which resource serves a dialect; whatever is translated is asked as chat completions. */
export function openaiPath({ dialect }: Pick<ProviderCall, "dialect">): string {
  switch (dialect) {
    case "openai_responses":
      return "/responses";
    case "openai_embeddings":
      return "/embeddings";
    case "openai_chat":
    case "anthropic_messages":
    case "anthropic_count_tokens":
      return "/chat/completions";
  }
}
