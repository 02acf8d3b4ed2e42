import { estimateChatAnswer } from "../../../shared/estimation/estimate_chat_answer.ts";
import { estimateChatRequest } from "../../../shared/estimation/estimate_chat_request.ts";
import type { ClientDialect } from "../client_dialect.ts";
import { openaiErrorBody, openaiErrorFrame } from "./openai_error.ts";
import { parseChatRequest } from "./parse_chat_request.ts";

/** `POST /v1/chat/completions`. */
export const openaiChatDialect: ClientDialect = {
  name: "openai_chat",
  parse: parseChatRequest,
  estimateRequest: estimateChatRequest,
  estimateAnswer: estimateChatAnswer,
  errorBody: openaiErrorBody,
  errorFrame: openaiErrorFrame,
};
