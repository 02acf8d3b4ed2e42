import type { AnswerPart } from "../../translation/answer_part.ts";
import type { ProviderFault } from "../wire.ts";
import { malformedFault } from "../unstreamed_body.ts";
import { asObject } from "../untyped.ts";
import { ChatPartReader, type ChatPartReaderOptions } from "./part_reader.ts";

/** The parts of a whole chat completion, or the fault that it tells of. */
export function completionParts(
  completion: Record<string, unknown>,
  options: ChatPartReaderOptions,
): AnswerPart[] | ProviderFault {
  const reader = new ChatPartReader(options);
  const parts: AnswerPart[] = [];
  const emit = (part: AnswerPart) => void parts.push(part);
  // A whole message has the fields of a delta, all in one.
  const choices = (completion["choices"] as unknown[]).map((value) => {
    const choice = asObject(value) ?? {};
    return { ...choice, delta: choice["message"] };
  });
  const fault = reader.read({ ...completion, choices }, emit);
  if (fault !== null) return fault;
  return reader.readMark("[DONE]", emit) ? parts : malformedFault("a call in the answer has no name");
}
