import type { ParsedRequest } from "../client_dialect.ts";
import { invalidRequest } from "../field_path.ts";
import { isPlainResponsesRequest } from "./plain_responses_request.ts";
import { type ResponsesRequest, responsesRequest } from "./responses_request.ts";

/**
 * Checks a parsed JSON body of `POST /v1/responses` as far as the gateway relies on it. Everything else, unknown fields
 * included, is the provider's business and is left as it is: `body` is the value that was given.
 */
export function parseResponsesRequest(value: unknown): ParsedRequest {
  if (isPlainResponsesRequest(value)) return parsed(value);
  const result = responsesRequest.safeParse(value);
  return result.success ? parsed(value as ResponsesRequest) : invalidRequest(result.error.issues[0]!);
}

function parsed(request: ResponsesRequest): ParsedRequest {
  return {
    state: "parsed",
    body: request,
    facts: {
      model: request.model,
      stream: request.stream ?? false,
      // Usage is part of every response, and nobody has to ask for it.
      usageAsked: false,
      maxTokensAsked: request.max_output_tokens ?? null,
      choices: 1,
      endUser: (request.safety_identifier ?? request.user)?.slice(0, END_USER_MAX) ?? null,
    },
  };
}

const END_USER_MAX = 256;
