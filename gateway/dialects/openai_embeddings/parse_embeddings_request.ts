import type { ParsedRequest } from "../client_dialect.ts";
import { invalidRequest } from "../field_path.ts";
import { type EmbeddingsRequest, embeddingsRequest } from "./embeddings_request.ts";
import { isPlainEmbeddingsRequest } from "./plain_embeddings_request.ts";

/** Checks a parsed body of `POST /v1/embeddings` as far as the gateway relies on it; the rest is the provider's business. */
export function parseEmbeddingsRequest(value: unknown): ParsedRequest {
  if (isPlainEmbeddingsRequest(value)) return parsed(value);
  const result = embeddingsRequest.safeParse(value);
  return result.success ? parsed(value as EmbeddingsRequest) : invalidRequest(result.error.issues[0]!);
}

function parsed(request: EmbeddingsRequest): ParsedRequest {
  const { model, user } = request;
  return {
    state: "parsed",
    body: request,
    facts: {
      model,
      stream: false,
      usageAsked: false,
      maxTokensAsked: null,
      choices: 1,
      endUser: user?.slice(0, END_USER_MAX) ?? null,
    },
  };
}

const END_USER_MAX = 256;
