import { openaiStatusFaults } from "../openai_chat/errors.ts";
import type { Wire, WireDependencies } from "../wire.ts";
import { embeddingsRequest } from "./request.ts";
import { embeddingsAnswer } from "./response.ts";

/** Embeddings, as OpenAI and whoever speaks its API serve them: natively alone, and whole. */
export function openaiEmbeddingsWire(_dependencies: WireDependencies): Wire {
  return {
    request: embeddingsRequest,
    answer: embeddingsAnswer,
    answerStream: ({ dialect }) => {
      throw new Error(`${dialect} was asked for a stream, which embeddings are not`);
    },
    fault: openaiStatusFaults("openai_embeddings"),
  };
}
