import type { Dialect } from "../contracts/request_record.ts";
import { type ChatEstimate, estimateChatRequest } from "./estimate_chat_request.ts";
import { estimateEmbeddingsRequest } from "./estimate_embeddings_request.ts";
import { estimateMessagesRequest } from "./estimate_messages_request.ts";
import { estimateResponsesRequest } from "./estimate_responses_request.ts";

/** Estimates a request's tokens from its parsed body, in the API that it speaks. */
export function estimateRequest(dialect: Dialect, body: Readonly<Record<string, unknown>>): ChatEstimate {
  switch (dialect) {
    case "openai_chat":
      return estimateChatRequest(body);
    case "openai_responses":
      return estimateResponsesRequest(body);
    case "openai_embeddings":
      return estimateEmbeddingsRequest(body);
    case "anthropic_messages":
      return estimateMessagesRequest(body);
    case "anthropic_count_tokens":
      return { inputTokens: estimateMessagesRequest(body).inputTokens, outputTokensMax: 0 };
  }
}
