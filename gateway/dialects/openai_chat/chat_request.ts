import { z } from "zod";

export const CHAT_ROLES = ["system", "developer", "user", "assistant", "tool", "function"] as const;

const tokensMax = z.int().min(1).nullish();

const message = z.looseObject({ role: z.enum(CHAT_ROLES) });

const tool = z.looseObject({ type: z.string(), function: z.looseObject({ name: z.string().min(1) }).optional() })
  .refine((value) => value.type !== "function" || value.function !== undefined, {
    message: "a tool of the type 'function' needs a 'function'",
    path: ["function"],
  });

/** A body of `POST /v1/chat/completions` as far as the gateway relies on it. */
export const chatRequest = z.looseObject({
  model: z.string().min(1).max(256),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: tokensMax,
  max_completion_tokens: tokensMax,
  n: z.int().min(1).max(128).nullish(),
  tools: z.array(tool).nullish(),
  user: z.string().nullish(),
  safety_identifier: z.string().nullish(),
});

export type ChatRequest = z.infer<typeof chatRequest>;
