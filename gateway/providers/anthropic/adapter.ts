import type { ProviderAdapter } from "../provider_adapter.ts";
import { anthropicStatusFault } from "../../wires/anthropic_messages/errors.ts";
import { prepareAnthropicRequest } from "../../wires/anthropic_messages/request.ts";
import { anthropicAnswer } from "../../wires/anthropic_messages/response.ts";
import { AnthropicAnswerStream } from "../../wires/anthropic_messages/stream.ts";

/** Speaks to Anthropic's Messages API. `now`: epoch milliseconds, since completions are dated and messages are not. */
export function anthropicAdapter(now: () => number): ProviderAdapter {
  return {
    kind: "anthropic",
    needsSecret: true,
    prepare: prepareAnthropicRequest,
    answer: (call, bytes) => anthropicAnswer(call, bytes, now()),
    answerStream: (call, sink) => new AnthropicAnswerStream(call, sink, now()),
    fault: anthropicStatusFault,
  };
}
