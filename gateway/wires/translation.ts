import { type AnswerContext, type ClientCodec, clientCodec } from "../translation/client_codec.ts";
import type { Conversation } from "../translation/conversation.ts";
import { TranslationNotes } from "../translation/translation_notes.ts";
import type { ProviderCall, WireDependencies, WireRequest } from "./wire.ts";

/** The codec of the dialect that the client speaks; only asked for where a wire has said that it translates it. */
export function codecOf(call: ProviderCall): ClientCodec {
  const codec = clientCodec(call.dialect);
  if (codec === null) throw new Error(`${call.dialect} holds no conversation to translate`);
  return codec;
}

/** What answers to `call` are written with. */
export function answerContext(call: ProviderCall, { now, newId }: WireDependencies): AnswerContext {
  const { body, model, usageAsked } = call;
  return { body, model, usageAsked, created: Math.floor(now() / 1_000), newId };
}

/**
 * A translated request: the conversation that the client holds, written by `write` in the wire's words. Overrides are set
 * in what was written, in those words; null removes a field.
 */
export function translatedRequest(
  call: ProviderCall,
  write: (conversation: Conversation, notes: TranslationNotes) => object,
): WireRequest {
  const notes = new TranslationNotes();
  const conversation = codecOf(call).readConversation(call.body, notes);
  const request: Record<string, unknown> = { ...write(conversation, notes) };
  if (notes.refusal !== null) return { state: "refused", detail: notes.refusal };
  for (const [field, value] of Object.entries(call.overrides ?? {})) {
    if (value === null) delete request[field];
    else request[field] = value;
  }
  return { state: "ready", body: encoder.encode(JSON.stringify(request)), droppedFields: notes.droppedFields };
}

const encoder = new TextEncoder();
