import { estimateEmbeddingsRequest } from "../../../shared/estimation/estimate_embeddings_request.ts";
import type { ClientDialect } from "../client_dialect.ts";
import { openaiErrorBody, openaiErrorFrame } from "../openai_chat/openai_error.ts";
import { parseEmbeddingsRequest } from "./parse_embeddings_request.ts";

/** `POST /v1/embeddings`. */
export const openaiEmbeddingsDialect: ClientDialect = {
  name: "openai_embeddings",
  parse: parseEmbeddingsRequest,
  estimateRequest: estimateEmbeddingsRequest,
  // Nothing is generated.
  estimateAnswer: () => 0,
  errorBody: openaiErrorBody,
  errorFrame: openaiErrorFrame,
};
