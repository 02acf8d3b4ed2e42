import { answerContext, codecOf } from "../translation.ts";
import { TranslatedAnswerStream } from "../translated_answer_stream.ts";
import type { AnswerStream, AnswerStreamSink, ProviderCall, Wire, WireDependencies } from "../wire.ts";
import { openaiFault, openaiStatusFault, readOpenaiError } from "./errors.ts";
import { ChatPartReader } from "./part_reader.ts";
import { openaiRequest } from "./request.ts";
import { openaiAnswer } from "./response.ts";
import type { ChatServer } from "./server_traits.ts";
import { OpenaiAnswerStream } from "./stream.ts";

/**
 * Chat completions, as OpenAI and whoever speaks its API serve them. `server`: whose API it is, which decides how requests
 * of other dialects are written (`max_completion_tokens` or `max_tokens`, …).
 */
export function openaiChatWire(dependencies: WireDependencies, server: ChatServer = "openai"): Wire {
  return {
    request: (call) => openaiRequest(call, server),
    answer: (call, bytes) => openaiAnswer(call, bytes, dependencies),
    answerStream: (call, sink) =>
      call.dialect === "openai_chat" ? new OpenaiAnswerStream(call, sink) : translatedStream(call, sink, dependencies),
    fault: openaiStatusFault,
  };
}

function translatedStream(
  call: ProviderCall,
  sink: AnswerStreamSink,
  dependencies: WireDependencies,
): AnswerStream {
  return new TranslatedAnswerStream({
    reader: new ChatPartReader({ secret: call.secret, newCallId: () => dependencies.newId("call_") }),
    writer: codecOf(call).streamWriter(answerContext(call, dependencies)),
    sink,
    bodyFault: (body) => {
      const error = readOpenaiError(body);
      return error === null ? null : openaiFault(error, call.secret);
    },
    terminalName: "[DONE]",
  });
}
