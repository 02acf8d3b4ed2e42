import type { AnswerFacts, ProviderFault } from "../wires/wire.ts";
import type { AnswerPart } from "./answer_part.ts";

/** Reads one provider's answer stream into parts, event by event. */
export interface PartReader {
  /** What the answer has said of itself so far; final with `finish`. */
  readonly facts: AnswerFacts;
  /**
   * Reads one event's JSON. `emit` hears its parts, in order and synchronously. A fault ends the stream: an error that the
   * provider tells of, or an event that breaks the wire's rules. After `finish` was emitted nothing more is read.
   */
  read(event: Record<string, unknown>, emit: (part: AnswerPart) => void): ProviderFault | null;
  /** Data that is no JSON (`[DONE]`): true when it is the wire's own terminal; `emit` may then hear `finish`. */
  readMark?(data: string, emit: (part: AnswerPart) => void): boolean;
  /**
   * The provider closed its body before `finish`. A wire whose terminal is the close itself emits `finish` here, if what
   * came is whole; null otherwise leaves it to the caller to call the stream broken off.
   */
  close?(emit: (part: AnswerPart) => void): void;
}
