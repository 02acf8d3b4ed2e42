import { estimateResponsesAnswer } from "../../../shared/estimation/estimate_responses_answer.ts";
import { estimateResponsesRequest } from "../../../shared/estimation/estimate_responses_request.ts";
import type { ClientDialect } from "../client_dialect.ts";
import { openaiErrorBody } from "../openai_chat/openai_error.ts";
import { parseResponsesRequest } from "./parse_responses_request.ts";
import { responsesErrorFrame } from "./responses_error.ts";

/** `POST /v1/responses`. */
export const openaiResponsesDialect: ClientDialect = {
  name: "openai_responses",
  parse: parseResponsesRequest,
  estimateRequest: estimateResponsesRequest,
  estimateAnswer: estimateResponsesAnswer,
  errorBody: openaiErrorBody,
  errorFrame: responsesErrorFrame,
};
