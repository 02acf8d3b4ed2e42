import assert from "node:assert/strict";
import type { Conversation } from "../../../translation/conversation.ts";
import { TranslationNotes } from "../../../translation/translation_notes.ts";
import { readConversation } from "../read_conversation.ts";

export interface ReadRequest {
  conversation: Conversation;
  dropped: string[];
  refusal: string | null;
}

/** Reads a request that says `body` besides the least that it must. */
export function read(body: Record<string, unknown>): ReadRequest {
  const notes = new TranslationNotes();
  const conversation = readConversation({ model: "m", input: "hi", ...body }, notes);
  return { conversation, dropped: notes.droppedFields, refusal: notes.refusal };
}

/** Reads a request of which nothing may be dropped or refused. */
export function readWhole(body: Record<string, unknown>): Conversation {
  const { conversation, dropped, refusal } = read(body);
  assert.deepEqual([dropped, refusal], [[], null], JSON.stringify(body));
  return conversation;
}
