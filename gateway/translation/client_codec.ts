import type { Dialect } from "../../shared/contracts/request_record.ts";
import { anthropicMessagesCodec } from "../dialects/anthropic_messages/codec.ts";
import { openaiChatCodec } from "../dialects/openai_chat/codec.ts";
import { openaiResponsesCodec } from "../dialects/openai_responses/codec.ts";
import type { AnswerPart } from "./answer_part.ts";
import type { Conversation } from "./conversation.ts";
import type { TranslationNotes } from "./translation_notes.ts";

/** What the writing of an answer must know of the request that it answers. */
export interface AnswerContext {
  /** The client's request, parsed. */
  body: Readonly<Record<string, unknown>>;
  /** What the client asked for as `model` is in `body`; this is the model's name at the provider. */
  model: string;
  usageAsked: boolean;
  /** Seconds since the Unix epoch. */
  created: number;
  /** A new id with the prefix of its kind (`msg_`, `resp_`, `call_`, …). */
  newId(prefix: string): string;
}

/** Writes a streamed answer part by part. */
export interface AnswerStreamWriter {
  /**
   * The events that a part becomes, framed and ready to be sent; empty when it becomes none. What `finish` becomes is the
   * stream's terminal: finish reason, usage and the dialect's own last event.
   */
  write(part: AnswerPart): string;
  /** How many events were written so far. */
  readonly frames: number;
}

/** How one client dialect is read and written, where the provider does not speak it. */
export interface ClientCodec {
  /**
   * Reads a checked request. Fields that `Conversation` has no place for are dropped in `notes`, parts that cannot be
   * understood refused.
   */
  readConversation(body: Readonly<Record<string, unknown>>, notes: TranslationNotes): Conversation;
  /** A whole answer from its parts, to be sent as JSON. */
  writeAnswer(parts: readonly AnswerPart[], context: AnswerContext): Record<string, unknown>;
  streamWriter(context: AnswerContext): AnswerStreamWriter;
}

/** The codec of a dialect that conversations are held in; null for one that generates nothing. */
export function clientCodec(dialect: Dialect): ClientCodec | null {
  switch (dialect) {
    case "openai_chat":
      return openaiChatCodec;
    case "openai_responses":
      return openaiResponsesCodec;
    case "anthropic_messages":
      return anthropicMessagesCodec;
    case "openai_embeddings":
    case "anthropic_count_tokens":
      return null;
  }
}
