import { translatedRequest } from "../translation.ts";
import { asObject } from "../untyped.ts";
import type { ProviderCall, WireRequest } from "../wire.ts";
import { conversationToGeminiRequest } from "./conversation_to_request.ts";
import { geminiModel } from "./gemini_model.ts";

/**
 * The body of a `generateContent` request. Overrides are in its own words; an object among them (`generationConfig`) changes
 * what it names, and null removes a field, wherever it stands.
 */
export function geminiRequest(call: ProviderCall): WireRequest {
  const model = geminiModel(call.model);
  return translatedRequest({ ...call, overrides: null }, (conversation, notes) => {
    const request = conversationToGeminiRequest(conversation, { call, model, notes });
    return merged({ ...request }, call.overrides ?? {});
  });
}

/** `changes` in `fields`, as JSON Merge Patch has it. */
function merged(
  fields: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result = { ...fields };
  for (const [field, value] of Object.entries(changes)) {
    const inner = asObject(value);
    if (value === null) delete result[field];
    else result[field] = inner === null ? value : merged(asObject(result[field]) ?? {}, inner);
  }
  return result;
}
