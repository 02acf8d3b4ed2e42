import type { ParsedRequest } from "../client_dialect.ts";
import { invalidRequest } from "../field_path.ts";
import { type ChatRequest, chatRequest } from "./chat_request.ts";
import { isPlainChatRequest } from "./plain_chat_request.ts";

/**
 * Checks a parsed JSON body of `POST /v1/chat/completions` as far as the gateway relies on it. Everything else, unknown
 * fields included, is the provider's business and is left as it is: `body` is the value that was given.
 */
export function parseChatRequest(value: unknown): ParsedRequest {
  if (isPlainChatRequest(value)) return parsed(value);
  const result = chatRequest.safeParse(value);
  return result.success ? parsed(value as ChatRequest) : invalidRequest(result.error.issues[0]!);
}

function parsed(request: ChatRequest): ParsedRequest {
  return {
    state: "parsed",
    body: request,
    facts: {
      model: request.model,
      stream: request.stream ?? false,
      usageAsked: request.stream_options?.include_usage ?? false,
      maxTokensAsked: request.max_completion_tokens ?? request.max_tokens ?? null,
      choices: request.n ?? 1,
      endUser: (request.safety_identifier ?? request.user)?.slice(0, END_USER_MAX) ?? null,
    },
  };
}

const END_USER_MAX = 256;
