import { ChatStreamWriter } from "../../../dialects/openai_chat/stream_writer.ts";
import { writeAnswer } from "../../../dialects/openai_chat/write_answer.ts";
import type { AnswerPart } from "../../../translation/answer_part.ts";
import { testWireDependencies } from "../../testing/wire_dependencies.ts";
import { TranslatedAnswerStream } from "../../translated_answer_stream.ts";
import { answerContext } from "../../translation.ts";
import type { AnswerStream, AnswerStreamSink, ProviderCall } from "../../wire.ts";
import { completionParts } from "../completion_parts.ts";
import { ChatPartReader } from "../part_reader.ts";

/**
 * Chat completions read into parts and written as chat completions, which no provider's wire does: what is read and what
 * is written must then say the same.
 */
export const translatedChat = {
  answerStream(call: ProviderCall, sink: AnswerStreamSink): AnswerStream {
    const dependencies = testWireDependencies();
    return new TranslatedAnswerStream({
      reader: new ChatPartReader({ secret: call.secret, newCallId: () => dependencies.newId("call_") }),
      writer: new ChatStreamWriter(answerContext(call, dependencies)),
      sink,
      bodyFault: () => null,
      terminalName: "[DONE]",
    });
  },

  answer(call: ProviderCall, completion: Record<string, unknown>): Record<string, unknown> {
    const dependencies = testWireDependencies();
    const parts = completionParts(completion, { secret: null, newCallId: () => dependencies.newId("call_") });
    if (!Array.isArray(parts)) throw new Error(parts.message);
    return writeAnswer(parts, answerContext(call, dependencies));
  },
};

/** All parts of a stream, neighbouring pieces of one kind put together. */
export function readParts(events: readonly Record<string, unknown>[]): AnswerPart[] {
  const dependencies = testWireDependencies();
  const reader = new ChatPartReader({ secret: null, newCallId: () => dependencies.newId("call_") });
  const parts: AnswerPart[] = [];
  const emit = (part: AnswerPart) => {
    const last = parts.at(-1);
    if (last?.type === "text" && part.type === "text") last.text += part.text;
    else if (last?.type === "thinking" && part.type === "thinking") last.text += part.text;
    else if (last?.type === "tool_arguments" && part.type === "tool_arguments" && last.call === part.call) {
      last.json += part.json;
    } else parts.push({ ...part });
  };
  for (const event of events) {
    const fault = reader.read(event, emit);
    if (fault !== null) throw new Error(fault.message);
  }
  reader.readMark("[DONE]", emit);
  return parts;
}
