import { z } from "zod";
import type { ParsedRequest } from "../client_dialect.ts";
import { invalidRequest } from "../field_path.ts";

/** Checks a parsed body of `POST /v1/embeddings` as far as the gateway relies on it; the rest is the provider's business. */
export function parseEmbeddingsRequest(value: unknown): ParsedRequest {
  const result = embeddingsRequest.safeParse(value);
  if (!result.success) return invalidRequest(result.error.issues[0]!);
  const { model, user } = result.data;
  return {
    state: "parsed",
    body: value as Record<string, unknown>,
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
const tokens = z.array(z.int().min(0)).min(1);

const embeddingsRequest = z.looseObject({
  model: z.string().min(1).max(256),
  input: z.union(
    [z.string().min(1), z.array(z.string()).min(1), tokens, z.array(tokens).min(1)],
    "must be a text, tokens, or a list of either, and not empty",
  ),
  encoding_format: z.enum(["float", "base64"]).nullish(),
  dimensions: z.int().min(1).nullish(),
  user: z.string().nullish(),
  stream: z.literal(false, "embeddings are not streamed").nullish(),
});
