import type { ProviderCall, WireRequest } from "../wire.ts";
import { openaiChatToAnthropicMessages } from "./openai_chat_to_anthropic_messages.ts";

/** The body of a Messages request. Overrides are set in the translated request, in its own words. */
export function anthropicRequest(call: ProviderCall): WireRequest {
  if (call.dialect !== "openai_chat") {
    return { state: "refused", detail: `requests in ${call.dialect} are not taken yet` };
  }
  const translated = openaiChatToAnthropicMessages(call.body, call.model, call.stream);
  if (translated.state === "refused") return translated;
  const request: Record<string, unknown> = { ...translated.request };
  for (const [field, value] of Object.entries(call.overrides ?? {})) {
    if (value === null) delete request[field];
    else request[field] = value;
  }
  return { state: "ready", body: encoder.encode(JSON.stringify(request)), droppedFields: translated.droppedFields };
}

const encoder = new TextEncoder();
