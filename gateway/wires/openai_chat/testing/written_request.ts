import assert from "node:assert/strict";
import type { Conversation, Turn } from "../../../translation/conversation.ts";
import { TranslationNotes } from "../../../translation/translation_notes.ts";
import { chatCall } from "../../testing/chat_call.ts";
import type { ProviderCall } from "../../wire.ts";
import { type ChatRequest, conversationToRequest } from "../conversation_to_request.ts";
import type { ChatServer } from "../server_traits.ts";

/** A conversation that asks for nothing of sampling. */
export const noSampling: Conversation["sampling"] = {
  temperature: null,
  topP: null,
  topK: null,
  seed: null,
  frequencyPenalty: null,
  presencePenalty: null,
};

export const hello: Turn = { role: "user", parts: [{ type: "text", text: "hi", path: "p" }] };
function conversation(more: Partial<Conversation>): Conversation {
  return {
    system: [],
    turns: [hello],
    tools: [],
    toolChoice: null,
    parallelToolCalls: null,
    outputTokensMax: null,
    format: null,
    reasoning: null,
    stop: [],
    sampling: noSampling,
    endUser: null,
    serviceTier: null,
    verbosity: null,
    ...more,
  };
}

/** Who is asked; OpenAI, in Anthropic's dialect, where a test does not care. */
export interface Asked {
  server?: ChatServer;
  /** Of a compatible server. */
  preset?: string;
  call?: Partial<ProviderCall>;
}

/** Writes a conversation that says nothing but `more`. */
export function write(more: Partial<Conversation>, { preset, server, call }: Asked = {}) {
  const notes = new TranslationNotes();
  const settings = preset === undefined ? {} : { preset };
  const asked = chatCall({}, { dialect: "anthropic_messages", model: "gpt-5.2", settings, ...call });
  const of = server ?? (preset === undefined ? "openai" : "compatible");
  return { request: conversationToRequest(conversation(more), asked, of, notes), notes };
}

/** What is written, where nothing is refused. */
export function request(more: Partial<Conversation>, asked?: Asked): ChatRequest {
  const { request, notes } = write(more, asked);
  assert.equal(notes.refusal, null);
  return request;
}

export function dropped(more: Partial<Conversation>, asked?: Asked): string[] {
  return write(more, asked).notes.droppedFields;
}
