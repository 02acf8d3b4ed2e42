import { PROVIDER_PRESETS } from "../../../shared/contracts/provider_preset.ts";
import { asObject } from "../untyped.ts";
import type { ProviderCall, WireRequest } from "../wire.ts";
import { spliceJson } from "../splice_json.ts";

/** The body of a chat completions request. */
export function openaiRequest(call: ProviderCall): WireRequest {
  if (call.dialect !== "openai_chat") return { state: "refused", detail: `it speaks ${call.dialect}` };
  return { state: "ready", body: openaiRequestBody(call), droppedFields: [] };
}

/** The client's own bytes, changed in `model`, `stream_options.include_usage` and overrides alone. */
export function openaiRequestBody(call: ProviderCall): Uint8Array<ArrayBuffer> {
  const changes = new Map<string, unknown>();
  if (call.body["model"] !== call.model) changes.set("model", call.model);
  for (const [field, value] of Object.entries(call.overrides ?? {})) changes.set(field, value ?? undefined);
  if (call.stream) askForUsage(call, changes);
  return spliceJson(call.bodyBytes, call.body, changes);
}

function askForUsage(call: ProviderCall, changes: Map<string, unknown>): void {
  const options = asObject(call.body["stream_options"]);
  // What is not reported cannot be metered, so that everybody is asked but those who refuse the question.
  if (refusesStreamOptions(call)) {
    if ("stream_options" in call.body) changes.set("stream_options", undefined);
  } else if (options?.["include_usage"] !== true) {
    changes.set("stream_options", { ...options, include_usage: true });
  }
}

/** Told by the preset, or by the address where a provider was made before there were presets. */
function refusesStreamOptions(call: ProviderCall): boolean {
  const preset = PROVIDER_PRESETS[call.settings.preset ?? ""];
  return preset?.refusesStreamOptions === true || `${call.baseUrl}/`.startsWith("https://api.mistral.ai/");
}
