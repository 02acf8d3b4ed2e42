import type { Wire, WireDependencies } from "../wire.ts";
import { anthropicStatusFault } from "./errors.ts";
import { anthropicRequest } from "./request.ts";
import { anthropicAnswer } from "./response.ts";
import { anthropicAnswerStream } from "./stream.ts";

/** Anthropic's Messages API. */
export function anthropicMessagesWire(dependencies: WireDependencies): Wire {
  return {
    request: anthropicRequest,
    answer: (call, bytes) => anthropicAnswer(call, bytes, dependencies),
    answerStream: (call, sink) => anthropicAnswerStream(call, sink, dependencies),
    fault: anthropicStatusFault,
  };
}
