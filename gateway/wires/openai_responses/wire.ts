import type { Wire, WireDependencies } from "../wire.ts";
import { responsesStatusFault } from "./errors.ts";
import { responsesRequest } from "./request.ts";
import { responsesAnswer } from "./response.ts";
import { responsesAnswerStream } from "./stream.ts";

/** Responses, as OpenAI and some who speak its API serve them: natively alone. */
export function openaiResponsesWire(_dependencies: WireDependencies): Wire {
  return {
    request: responsesRequest,
    answer: responsesAnswer,
    answerStream: responsesAnswerStream,
    fault: responsesStatusFault,
  };
}
