import { estimateMessagesRequest } from "../../../shared/estimation/estimate_messages_request.ts";
import { anthropicErrorBody, anthropicErrorFrame } from "../anthropic_messages/anthropic_error.ts";
import { parseCountTokensRequest } from "../anthropic_messages/parse_messages_request.ts";
import type { ClientDialect } from "../client_dialect.ts";

/** `POST /v1/messages/count_tokens`: what a message would count. Generates nothing and is never a stream. */
export const anthropicCountTokensDialect: ClientDialect = {
  name: "anthropic_count_tokens",
  isFree: true,
  requestIdHeader: "request-id",
  parse: parseCountTokensRequest,
  estimateRequest: (body) => ({ inputTokens: estimateMessagesRequest(body).inputTokens, outputTokensMax: 0 }),
  estimateAnswer: () => 0,
  errorBody: anthropicErrorBody,
  errorFrame: anthropicErrorFrame,
};
