import { TranslationNotes } from "../../translation/translation_notes.ts";
import { spliceJson } from "../splice_json.ts";
import { asObject } from "../untyped.ts";
import type { ProviderCall, WireRequest } from "../wire.ts";
import { withoutForeignSignatures } from "./foreign_signatures.ts";
import { continuesWithoutThinking, type MessageTurn } from "./message_turns.ts";

/**
 * The client's own bytes, changed in `model` and overrides alone. Only what another provider signed is taken out, see
 * `withoutForeignSignatures`. `overrides`: default those of the call.
 */
export function nativeRequest(
  call: ProviderCall,
  overrides: Readonly<Record<string, unknown>> | null = call.overrides,
): WireRequest {
  const { bytes, body, blocks } = withoutForeignSignatures(call.bodyBytes, call.body);
  const notes = new TranslationNotes();
  for (const path of blocks) notes.drop(path);
  const changes = new Map<string, unknown>();
  if (body["model"] !== call.model) changes.set("model", call.model);
  if (blocks.length > 0 && mayNotThink(body)) {
    changes.set("thinking", { type: "disabled" });
    notes.drop("thinking");
  }
  for (const [field, value] of Object.entries(overrides ?? {})) changes.set(field, value ?? undefined);
  return { state: "ready", body: spliceJson(bytes, body, changes), droppedFields: notes.droppedFields };
}

/** Whether a budget is asked for where the thinking that the turn began with was another provider's, and is gone. */
function mayNotThink(body: Readonly<Record<string, unknown>>): boolean {
  if (asObject(body["thinking"])?.["type"] !== "enabled" || !Array.isArray(body["messages"])) return false;
  const turns = body["messages"].flatMap((value): MessageTurn[] => {
    const message = asObject(value);
    const content = message?.["content"];
    return [{
      role: message?.["role"] === "assistant" ? "assistant" : "user",
      content: Array.isArray(content) ? content : [],
    }];
  });
  return continuesWithoutThinking(turns);
}
