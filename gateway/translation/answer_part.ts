import type { Signature } from "./conversation.ts";
import type { TokenCounts } from "../../shared/contracts/request_record.ts";

/**
 * A piece of an answer as every provider gives it and every client dialect takes it, in order. A whole answer is the list
 * of its parts: `start`, any number of others, `finish`.
 */
export type AnswerPart =
  /** Comes first and once. Null: the provider gave none. */
  | { type: "start"; id: string | null; model: string | null }
  | { type: "text"; text: string }
  | { type: "refusal"; text: string }
  /** Thinking that the provider shows. */
  | { type: "thinking"; text: string }
  /** Signs and ends the thinking before it; one without thinking before it signs thinking that was not shown. */
  | { type: "signature"; signature: Signature }
  /** A whole block of thinking that only its provider can read. */
  | { type: "redacted_thinking"; data: Signature }
  /**
   * A call begins; `call` numbers it 0, 1, 2 in the order they begin. Its arguments follow, perhaps with those of others in
   * between; a call that got none has `{}`, and the reader says so in a `tool_arguments` before `finish`.
   */
  | { type: "tool_call"; call: number; id: string; name: string; signature: Signature | null }
  | { type: "tool_arguments"; call: number; json: string }
  /** Says where the text before it comes from. */
  | { type: "citation"; citation: Citation }
  /** Comes last and once, when the provider has ended well. */
  | { type: "finish"; reason: FinishReason; stopSequence: string | null; tokens: TokenCounts | null };

export type FinishReason = "stop" | "stop_sequence" | "length" | "tool_calls" | "content_filter" | "refusal";

/** What a statement rests on. */
export type Citation =
  | { type: "url"; url: string; title: string | null; citedText: string | null; span: TextSpan | null }
  | {
    type: "document";
    /** Which of the request's documents, from 0. */
    document: number;
    title: string | null;
    citedText: string | null;
    /** Where in it, in its own terms; end exclusive. */
    place: { by: "characters" | "pages" | "blocks"; start: number; end: number } | null;
  };

/** Characters of the answer's text so far, in UTF-16 units; end exclusive. */
export interface TextSpan {
  start: number;
  end: number;
}

/** Whether a part is something that the client was waiting for: it opens the first-content gate. */
export function isContent(part: AnswerPart): boolean {
  switch (part.type) {
    case "text":
    case "refusal":
    case "thinking":
      return part.text !== "";
    case "tool_arguments":
      return part.json !== "";
    case "signature":
    case "redacted_thinking":
    case "tool_call":
      return true;
    case "start":
    case "citation":
    case "finish":
      return false;
  }
}
