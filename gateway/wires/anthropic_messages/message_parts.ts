import type { AnswerPart } from "../../translation/answer_part.ts";
import { AnthropicPartReader } from "./part_reader.ts";

/** A whole message as parts: those of the stream that would have said the same at once. */
export function messageParts(message: Readonly<Record<string, unknown>>): AnswerPart[] {
  const parts: AnswerPart[] = [];
  const reader = new AnthropicPartReader(null);
  for (const event of eventsOf(message)) reader.read(event, (part) => parts.push(part));
  return parts;
}

function eventsOf(message: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const blocks = Array.isArray(message["content"]) ? message["content"] : [];
  return [
    { type: "message_start", message },
    ...blocks.flatMap((block, index) => [
      { type: "content_block_start", index, content_block: block },
      { type: "content_block_stop", index },
    ]),
    { type: "message_delta", delta: message },
    { type: "message_stop" },
  ];
}
