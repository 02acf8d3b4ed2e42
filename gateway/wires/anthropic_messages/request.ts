import { translatedRequest } from "../translation.ts";
import type { ProviderCall, WireRequest } from "../wire.ts";
import { conversationToRequest } from "./conversation_to_request.ts";
import { nativeRequest } from "./native_request.ts";

/** The body of a Messages request: the client's own bytes, or its conversation in the API's words. */
export function anthropicRequest(call: ProviderCall): WireRequest {
  if (call.dialect === "anthropic_messages") return nativeRequest(call);
  return translatedRequest(call, (conversation, notes) => conversationToRequest(conversation, call, notes));
}
