import { asObject } from "../untyped.ts";
import type { PreparedRequest, ProviderCall } from "../wire.ts";
import { spliceJson } from "../splice_json.ts";

/**
 * Prepares a chat completions request for OpenAI and whoever speaks its API, at `<base URL>/chat/completions`. `to` is
 * where it goes and with which credential, by default what the call says.
 */
export function prepareOpenaiRequest(
  call: ProviderCall,
  to: Pick<ProviderCall, "baseUrl" | "secret"> = call,
): PreparedRequest {
  if (call.dialect !== "openai_chat") return { state: "refused", detail: `it speaks ${call.dialect}` };
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "accept": call.stream ? "text/event-stream" : "application/json",
  };
  if (to.secret !== null) headers["authorization"] = `Bearer ${to.secret}`;
  return {
    state: "ready",
    url: `${to.baseUrl}/chat/completions`,
    headers,
    body: openaiRequestBody(call),
    droppedFields: [],
  };
}

/** The client's own bytes, changed in `model`, `stream_options.include_usage` and overrides alone. */
export function openaiRequestBody(call: ProviderCall): Uint8Array<ArrayBuffer> {
  const changes = new Map<string, unknown>();
  if (call.body["model"] !== call.model) changes.set("model", call.model);
  for (const [field, value] of Object.entries(call.overrides ?? {})) changes.set(field, value ?? undefined);
  if (call.stream) askForUsage(call, changes);
  return spliceJson(call.bodyBytes, call.body, changes);
}

/**
 * Hosts that refuse `stream_options.include_usage` with a 422 and report usage without being asked. Everybody else is
 * always asked: what is not reported cannot be metered.
 */
const REPORTS_USAGE_UNASKED = ["https://api.mistral.ai/"];

function askForUsage(call: ProviderCall, changes: Map<string, unknown>): void {
  const options = asObject(call.body["stream_options"]);
  if (REPORTS_USAGE_UNASKED.some((host) => `${call.baseUrl}/`.startsWith(host))) {
    if ("stream_options" in call.body) changes.set("stream_options", undefined);
  } else if (options?.["include_usage"] !== true) {
    changes.set("stream_options", { ...options, include_usage: true });
  }
}
