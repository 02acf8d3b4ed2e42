import assert from "node:assert/strict";
import type { Conversation, TurnPart } from "../../../translation/conversation.ts";
import { TranslationNotes } from "../../../translation/translation_notes.ts";
import { readConversation } from "../read_conversation.ts";

export interface ReadRequest {
  conversation: Conversation;
  dropped: string[];
  refusal: string | null;
}

/** The least that a request must say. */
export const asked = { model: "m", max_tokens: 100, messages: [{ role: "user", content: "hi" }] };

/** Reads a request that says `body` besides. */
export function read(body: Record<string, unknown>): ReadRequest {
  const notes = new TranslationNotes();
  const conversation = readConversation({ ...asked, ...body }, notes);
  return { conversation, dropped: notes.droppedFields, refusal: notes.refusal };
}

/** Reads a request of which nothing may be dropped or refused. */
export function readWhole(body: Record<string, unknown>): Conversation {
  const { conversation, dropped, refusal } = read(body);
  assert.deepEqual([dropped, refusal], [[], null], JSON.stringify(body));
  return conversation;
}

/** The parts of the first message, if it is read as one of `role`; an answer has a user's message behind it. */
export function partsOf(
  role: "user" | "assistant",
  content: unknown,
): { parts: TurnPart[]; dropped: string[]; refusal: string | null } {
  const more = role === "assistant" ? asked.messages : [];
  const { conversation: { turns: [turn] }, dropped, refusal } = read({ messages: [{ role, content }, ...more] });
  return { parts: turn?.role === role ? turn.parts : [], dropped, refusal };
}
