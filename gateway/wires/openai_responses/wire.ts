import type { Wire, WireDependencies } from "../wire.ts";
import { responsesStatusFault } from "./errors.ts";
import { responsesRequest } from "./request.ts";
import { responsesAnswer } from "./response.ts";
import { OpenaiResponsesStream } from "./stream.ts";

/** Responses, as OpenAI and some who speak its API serve them: natively alone. */
export function openaiResponsesWire(_dependencies: WireDependencies): Wire {
  return {
    request: responsesRequest,
    answer: responsesAnswer,
    answerStream: (call, sink) => new OpenaiResponsesStream(call, sink),
    fault: responsesStatusFault,
  };
}
