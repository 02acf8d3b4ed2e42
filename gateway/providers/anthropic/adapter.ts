import type { ProviderAdapter } from "../provider_adapter.ts";
import { anthropicStatusFault } from "./errors.ts";
import { prepareAnthropicRequest } from "./request.ts";
import { anthropicAnswer } from "./response.ts";
import { AnthropicAnswerStream } from "./stream.ts";

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
