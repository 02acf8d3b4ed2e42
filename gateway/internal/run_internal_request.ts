import { REQUEST_HEADERS, RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import type { InternalRequest } from "../../shared/contracts/internal_call.ts";
import type { Dialect } from "../../shared/contracts/request_record.ts";
import { anthropicCountTokensDialect } from "../dialects/anthropic_count_tokens/dialect.ts";
import { anthropicMessagesDialect } from "../dialects/anthropic_messages/dialect.ts";
import type { ClientDialect } from "../dialects/client_dialect.ts";
import { openaiChatDialect } from "../dialects/openai_chat/dialect.ts";
import { openaiEmbeddingsDialect } from "../dialects/openai_embeddings/dialect.ts";
import { openaiResponsesDialect } from "../dialects/openai_responses/dialect.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { answerRequest } from "../pipeline/pipeline.ts";

/**
 * Sends a request on its way as if a client had sent it, and gives its answer as that client would get it: streamed where it
 * asks for a stream, errors in its dialect. `signal`: the control plane has gone, and with it the one that asked.
 */
export async function runInternalRequest(
  gateway: Gateway,
  asked: InternalRequest,
  signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { [REQUEST_HEADERS.contentType]: "application/json" };
  if (!asked.useCache) headers[REQUEST_HEADERS.cacheControl] = "no-store";
  const request = new Request("http://gateway.internal/", {
    method: "POST",
    headers,
    body: JSON.stringify(asked.body),
    signal,
  });
  const response = await answerRequest(gateway, request, DIALECTS[asked.dialect], asked);
  response.headers.set(RESPONSE_HEADERS.internal, "answered");
  return response;
}

const DIALECTS: Readonly<Record<Dialect, ClientDialect>> = {
  openai_chat: openaiChatDialect,
  openai_responses: openaiResponsesDialect,
  openai_embeddings: openaiEmbeddingsDialect,
  anthropic_messages: anthropicMessagesDialect,
  anthropic_count_tokens: anthropicCountTokensDialect,
};
