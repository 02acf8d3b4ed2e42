import type { Wire, WireDependencies } from "../wire.ts";
import { anthropicStatusFault } from "./errors.ts";
import { anthropicRequest } from "./request.ts";
import { anthropicAnswer } from "./response.ts";
import { AnthropicAnswerStream } from "./stream.ts";

/** Anthropic's Messages API. */
export function anthropicMessagesWire({ now }: WireDependencies): Wire {
  return {
    request: anthropicRequest,
    answer: (call, bytes) => anthropicAnswer(call, bytes, now()),
    answerStream: (call, sink) => new AnthropicAnswerStream(call, sink, now()),
    fault: anthropicStatusFault,
  };
}
