import { z } from "zod";
import type { ParsedRequest } from "../client_dialect.ts";
import { invalidRequest } from "../field_path.ts";

/**
 * Checks a parsed JSON body of `POST /v1/responses` as far as the gateway relies on it. Everything else, unknown fields
 * included, is the provider's business and is left as it is: `body` is the value that was given.
 */
export function parseResponsesRequest(value: unknown): ParsedRequest {
  const result = responsesRequest.safeParse(value);
  if (!result.success) return invalidRequest(result.error.issues[0]!);
  const request = result.data;
  return {
    state: "parsed",
    body: value as Record<string, unknown>,
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

const tool = z.looseObject({ type: z.string(), name: z.string().optional() })
  .refine((value) => value.type !== "function" || Boolean(value.name), {
    message: "a tool of the type 'function' needs a 'name'",
    path: ["name"],
  });

const responsesRequest = z.looseObject({
  model: z.string().min(1).max(256),
  // Whoever goes on with a stored conversation or a stored prompt may have nothing to add to it.
  input: z.union([z.string(), z.array(z.looseObject({}))], "must be a text or a list of items").nullish(),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_output_tokens: z.int().min(1).nullish(),
  tools: z.array(tool).nullish(),
  user: z.string().nullish(),
  safety_identifier: z.string().nullish(),
});
