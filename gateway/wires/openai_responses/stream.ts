import { NativeEventStream } from "../native_event_stream.ts";
import type { AnswerStream, AnswerStreamSink, ProviderCall } from "../wire.ts";
import { ResponseEvents } from "./response_events.ts";

/** A response's event stream, as it is: no other dialect meets this wire. */
export function responsesAnswerStream(call: ProviderCall, sink: AnswerStreamSink): AnswerStream {
  return new NativeEventStream(new ResponseEvents(call), sink);
}
