import type { ParsedRequest, RequestFacts } from "../client_dialect.ts";
import { invalidRequest } from "../field_path.ts";
import { type CountedRequest, countedRequest, type MessagesRequest, messagesRequest } from "./messages_request.ts";
import { isPlainCountedRequest, isPlainMessagesRequest } from "./plain_messages_request.ts";

/**
 * Checks a parsed JSON body of `POST /v1/messages` as far as the gateway relies on it. Everything else, unknown fields
 * included, is the provider's business and is left as it is: `body` is the value that was given.
 */
export function parseMessagesRequest(value: unknown): ParsedRequest {
  if (isPlainMessagesRequest(value)) return parsedMessages(value);
  const result = messagesRequest.safeParse(value);
  return result.success ? parsedMessages(value as MessagesRequest) : invalidRequest(result.error.issues[0]!);
}

/** The same for `POST /v1/messages/count_tokens`, which generates nothing: no maximum, and never a stream. */
export function parseCountTokensRequest(value: unknown): ParsedRequest {
  if (isPlainCountedRequest(value)) return parsed(value, { stream: false, maxTokensAsked: null });
  const result = countedRequest.safeParse(value);
  if (!result.success) return invalidRequest(result.error.issues[0]!);
  return parsed(value as CountedRequest, { stream: false, maxTokensAsked: null });
}

function parsedMessages(request: MessagesRequest): ParsedRequest {
  return parsed(request, { stream: request.stream ?? false, maxTokensAsked: request.max_tokens });
}

function parsed(body: CountedRequest, answer: Pick<RequestFacts, "stream" | "maxTokensAsked">): ParsedRequest {
  const endUser = body.metadata?.user_id?.slice(0, END_USER_MAX) || null;
  const { stream, maxTokensAsked } = answer;
  // Anthropic's streams tell their usage always.
  return {
    state: "parsed",
    body,
    facts: { model: body.model, usageAsked: true, choices: 1, endUser, stream, maxTokensAsked },
  };
}

const END_USER_MAX = 256;
