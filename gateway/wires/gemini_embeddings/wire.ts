import { geminiStatusFault } from "../gemini/errors.ts";
import type { Wire, WireDependencies } from "../wire.ts";
import { geminiEmbeddingsRequest } from "./request.ts";
import { geminiEmbeddingsAnswer } from "./response.ts";

/** Gemini's `batchEmbedContents`, for OpenAI's embeddings. */
export function geminiEmbeddingsWire(_dependencies: WireDependencies): Wire {
  return {
    request: geminiEmbeddingsRequest,
    answer: geminiEmbeddingsAnswer,
    answerStream: () => {
      throw new Error("embeddings are not streamed");
    },
    fault: geminiStatusFault,
  };
}
