import { REQUEST_HEADERS } from "../../../shared/contracts/headers.ts";
import type { PreparedRequest, ProviderCall } from "../wire.ts";
import { openaiChatToAnthropicMessages } from "./openai_chat_to_anthropic_messages.ts";

/** The API version that translations are written for; a client's own version is of no matter to them. */
export const ANTHROPIC_VERSION = "2023-06-01";

/** Prepares a Messages request at `<base URL>/messages`. Overrides are set in the translated request, in its own words. */
export function prepareAnthropicRequest(call: ProviderCall): PreparedRequest {
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
  return {
    state: "ready",
    url: `${call.baseUrl}/messages`,
    headers: headersFor(call),
    body: encoder.encode(JSON.stringify(request)),
    droppedFields: translated.droppedFields,
  };
}

const encoder = new TextEncoder();

function headersFor(call: ProviderCall): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "accept": call.stream ? "text/event-stream" : "application/json",
    [REQUEST_HEADERS.anthropicVersion]: ANTHROPIC_VERSION,
  };
  if (call.secret !== null) headers[REQUEST_HEADERS.apiKey] = call.secret;
  const beta = call.header(REQUEST_HEADERS.anthropicBeta);
  if (beta !== null) headers[REQUEST_HEADERS.anthropicBeta] = beta;
  return headers;
}
