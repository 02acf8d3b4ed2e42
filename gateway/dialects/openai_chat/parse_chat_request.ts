import { z } from "zod";
import type { ParsedRequest } from "../client_dialect.ts";
import { invalidRequest } from "../field_path.ts";

/**
 * Checks a parsed JSON body of `POST /v1/chat/completions` as far as the gateway relies on it. Everything else, unknown
 * fields included, is the provider's business and is left as it is: `body` is the value that was given.
 */
export function parseChatRequest(value: unknown): ParsedRequest {
  const result = chatRequest.safeParse(value);
  if (!result.success) return invalidRequest(result.error.issues[0]!);
  const request = result.data;
  return {
    state: "parsed",
    body: value as Record<string, unknown>,
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
const tokensMax = z.int().min(1).nullish();

const message = z.looseObject({ role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]) });

const tool = z.looseObject({ type: z.string(), function: z.looseObject({ name: z.string().min(1) }).optional() })
  .refine((value) => value.type !== "function" || value.function !== undefined, {
    message: "a tool of the type 'function' needs a 'function'",
    path: ["function"],
  });

const chatRequest = z.looseObject({
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
