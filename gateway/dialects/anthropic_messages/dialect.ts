import { estimateMessagesAnswer } from "../../../shared/estimation/estimate_messages_answer.ts";
import { estimateMessagesRequest } from "../../../shared/estimation/estimate_messages_request.ts";
import type { ClientDialect } from "../client_dialect.ts";
import { anthropicErrorBody, anthropicErrorFrame } from "./anthropic_error.ts";
import { parseMessagesRequest } from "./parse_messages_request.ts";

/** `POST /v1/messages`. */
export const anthropicMessagesDialect: ClientDialect = {
  name: "anthropic_messages",
  requestIdHeader: "request-id",
  parse: parseMessagesRequest,
  estimateRequest: estimateMessagesRequest,
  estimateAnswer: estimateMessagesAnswer,
  errorBody: anthropicErrorBody,
  errorFrame: anthropicErrorFrame,
};
