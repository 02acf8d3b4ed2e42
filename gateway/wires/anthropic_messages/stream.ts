import { TranslatedAnswerStream } from "../translated_answer_stream.ts";
import { answerContext, codecOf } from "../translation.ts";
import type { AnswerStream, AnswerStreamSink, ProviderCall, WireDependencies } from "../wire.ts";
import { anthropicFault, readsAsError } from "./errors.ts";
import { NativeEventStream } from "../native_event_stream.ts";
import { AnthropicNativeEvents } from "./native_events.ts";
import { AnthropicPartReader } from "./part_reader.ts";

/** A message's event stream: as it is for a client of the same dialect, written anew for others. */
export function anthropicAnswerStream(
  call: ProviderCall,
  sink: AnswerStreamSink,
  dependencies: WireDependencies,
): AnswerStream {
  if (call.dialect === "anthropic_messages") return new NativeEventStream(new AnthropicNativeEvents(call), sink);
  return new TranslatedAnswerStream({
    reader: new AnthropicPartReader(call.secret),
    writer: codecOf(call).streamWriter(answerContext(call, dependencies)),
    sink,
    bodyFault: (body) => readsAsError(body) ? anthropicFault(body, call.secret) : null,
    terminalName: "message_stop",
  });
}
