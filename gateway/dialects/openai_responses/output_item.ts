import type OpenAI from "openai";
import type { AnswerPart } from "../../translation/answer_part.ts";

/** What an answer of another provider can be made of. */
export type OutputItem =
  | OpenAI.Responses.ResponseOutputMessage
  | OpenAI.Responses.ResponseReasoningItem
  | OpenAI.Responses.ResponseFunctionToolCall;

/** A part that is neither the answer's beginning nor its end. */
export type SaidPart = Exclude<AnswerPart, { type: "start" | "finish" }>;

/** An event without its number. */
export type ItemEvent = Unnumbered<OpenAI.Responses.ResponseStreamEvent>;

export type ItemListener = (event: ItemEvent) => void;

type Unnumbered<Event> = Event extends unknown ? Omit<Event, "sequence_number"> : never;
