import { encodeEvent } from "../../streams/encode_event.ts";
import type { PublicError } from "../client_dialect.ts";
import { openaiErrorBody } from "../openai_chat/openai_error.ts";

/**
 * The last event of a stream that did not reach its own terminal. Its fields are written twice: OpenAI describes them in
 * the event itself and sends them in an `error` of it, and clients know either.
 */
export function responsesErrorFrame(error: PublicError, framesSent: number): Uint8Array<ArrayBuffer> {
  const { code, message, param } = error;
  // Events are numbered from 0, so that the next number is how many there were.
  const event = { type: "error", code, message, param, sequence_number: framesSent };
  return encodeEvent("error", JSON.stringify({ ...event, ...JSON.parse(openaiErrorBody(error)) }));
}
