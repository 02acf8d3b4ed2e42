import { withoutSignedIds } from "../../translation/signature.ts";
import { spliceJson } from "../splice_json.ts";
import { translatedRequest } from "../translation.ts";
import { asObject, parseJson } from "../untyped.ts";
import type { ProviderCall, WireRequest } from "../wire.ts";
import { conversationToRequest } from "./conversation_to_request.ts";
import { type ChatServer, presetOf } from "./server_traits.ts";
import { holdsSignedIds } from "./signed_ids.ts";

/** The body of a chat completions request; conversations of other dialects are translated. */
export function openaiRequest(call: ProviderCall, server: ChatServer): WireRequest {
  if (call.dialect === "openai_chat") return { state: "ready", body: openaiRequestBody(call), droppedFields: [] };
  return translatedRequest(call, (conversation, notes) => conversationToRequest(conversation, call, server, notes));
}

/**
 * The client's own bytes, changed in `model`, `stream_options.include_usage` and overrides alone, and in the ids of calls
 * that another provider signed: OpenAI takes none as long as those.
 */
export function openaiRequestBody(call: ProviderCall): Uint8Array<ArrayBuffer> {
  const changes = new Map<string, unknown>();
  if (call.body["model"] !== call.model) changes.set("model", call.model);
  for (const [field, value] of Object.entries(call.overrides ?? {})) changes.set(field, value ?? undefined);
  if (call.stream) askForUsage(call, changes);
  const { bodyBytes, body } = holdsSignedIds(call.body["messages"]) ? unsigned(call) : call;
  return spliceJson(bodyBytes, body, changes);
}

function unsigned({ bodyBytes }: ProviderCall): Pick<ProviderCall, "bodyBytes" | "body"> {
  const text = withoutSignedIds(new TextDecoder().decode(bodyBytes));
  return { bodyBytes: new TextEncoder().encode(text), body: asObject(parseJson(text))! };
}

function askForUsage(call: ProviderCall, changes: Map<string, unknown>): void {
  const options = asObject(call.body["stream_options"]);
  // What is not reported cannot be metered, so that everybody is asked but those who refuse the question.
  if (presetOf(call)?.refusesStreamOptions === true) {
    if ("stream_options" in call.body) changes.set("stream_options", undefined);
  } else if (options?.["include_usage"] !== true) {
    changes.set("stream_options", { ...options, include_usage: true });
  }
}
