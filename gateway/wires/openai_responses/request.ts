import { TranslationNotes } from "../../translation/translation_notes.ts";
import { spliceJson } from "../splice_json.ts";
import type { ProviderCall, WireRequest } from "../wire.ts";
import { withoutForeignItems } from "./foreign_items.ts";

/**
 * The body of a request for a response: the client's own bytes, changed in `model` and overrides alone. Only what another
 * provider signed is taken out, see `withoutForeignItems`.
 */
export function responsesRequest(call: ProviderCall): WireRequest {
  if (call.dialect !== "openai_responses") return { state: "refused", detail: `it speaks ${call.dialect}` };
  if (call.body["background"] === true) {
    return {
      state: "refused",
      detail: "'background' cannot be true: what ends when nobody waits cannot be accounted for",
    };
  }
  const { bytes, body, items } = withoutForeignItems(call.bodyBytes, call.body);
  const notes = new TranslationNotes();
  for (const path of items) notes.drop(path);
  const changes = new Map<string, unknown>();
  if (body["model"] !== call.model) changes.set("model", call.model);
  for (const [field, value] of Object.entries(call.overrides ?? {})) changes.set(field, value ?? undefined);
  return { state: "ready", body: spliceJson(bytes, body, changes), droppedFields: notes.droppedFields };
}
