import { TranslatedAnswerStream } from "../translated_answer_stream.ts";
import { answerContext, codecOf } from "../translation.ts";
import type { AnswerStream, AnswerStreamSink, ProviderCall, WireDependencies } from "../wire.ts";
import { geminiFault } from "./errors.ts";
import { GeminiPartReader } from "./part_reader.ts";

/** A streamed answer in the client's dialect. */
export function geminiAnswerStream(
  call: ProviderCall,
  sink: AnswerStreamSink,
  dependencies: WireDependencies,
): AnswerStream {
  return new TranslatedAnswerStream({
    reader: new GeminiPartReader({ secret: call.secret, newId: dependencies.newId }),
    writer: codecOf(call).streamWriter(answerContext(call, dependencies)),
    sink,
    bodyFault: (body) => geminiFault(body, call.secret),
    terminalName: "a finish reason",
  });
}
