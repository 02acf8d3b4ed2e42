import type { Wire, WireDependencies } from "../wire.ts";
import { openaiStatusFault } from "./errors.ts";
import { openaiRequest } from "./request.ts";
import { openaiAnswer } from "./response.ts";
import { OpenaiAnswerStream } from "./stream.ts";

/** Chat completions, as OpenAI and whoever speaks its API serve them. */
export function openaiChatWire(_dependencies: WireDependencies): Wire {
  return {
    request: openaiRequest,
    answer: openaiAnswer,
    answerStream: (call, sink) => new OpenaiAnswerStream(call, sink),
    fault: openaiStatusFault,
  };
}
