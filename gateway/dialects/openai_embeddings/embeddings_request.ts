import { z } from "zod";

const tokens = z.array(z.int().min(0)).min(1);

/** A body of `POST /v1/embeddings` as far as the gateway relies on it. */
export const embeddingsRequest = z.looseObject({
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

export type EmbeddingsRequest = z.infer<typeof embeddingsRequest>;
