import { anthropicStatusFault } from "../anthropic_messages/errors.ts";
import type { Wire, WireDependencies } from "../wire.ts";
import { countTokensRequest } from "./request.ts";
import { countTokensAnswer } from "./response.ts";

/** The counting of a Messages request's tokens: natively alone, and whole. */
export function anthropicCountTokensWire(_dependencies: WireDependencies): Wire {
  return {
    request: countTokensRequest,
    answer: countTokensAnswer,
    answerStream: ({ dialect }) => {
      throw new Error(`${dialect} was asked for a stream, which counts are not`);
    },
    fault: anthropicStatusFault,
  };
}
