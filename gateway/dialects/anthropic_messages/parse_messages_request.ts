import { z } from "zod";
import type { ParsedRequest, RequestFacts } from "../client_dialect.ts";
import { invalidRequest } from "../field_path.ts";

/**
 * Checks a parsed JSON body of `POST /v1/messages` as far as the gateway relies on it. Everything else, unknown fields
 * included, is the provider's business and is left as it is: `body` is the value that was given.
 */
export function parseMessagesRequest(value: unknown): ParsedRequest {
  const result = messagesRequest.safeParse(value);
  if (!result.success) return invalidRequest(result.error.issues[0]!);
  const { stream, max_tokens: maxTokensAsked } = result.data;
  return parsed(value, result.data, { stream: stream ?? false, maxTokensAsked });
}

/** The same for `POST /v1/messages/count_tokens`, which generates nothing: no maximum, and never a stream. */
export function parseCountTokensRequest(value: unknown): ParsedRequest {
  const result = countedRequest.safeParse(value);
  if (!result.success) return invalidRequest(result.error.issues[0]!);
  return parsed(value, result.data, { stream: false, maxTokensAsked: null });
}

function parsed(
  value: unknown,
  { model, metadata }: z.infer<typeof countedRequest>,
  answer: Pick<RequestFacts, "stream" | "maxTokensAsked">,
): ParsedRequest {
  const endUser = metadata?.user_id?.slice(0, END_USER_MAX) || null;
  // Anthropic's streams tell their usage always.
  const facts = { model, usageAsked: true, choices: 1, endUser, ...answer };
  return { state: "parsed", body: value as Record<string, unknown>, facts };
}

const END_USER_MAX = 256;

/** `system` among the messages is an instruction from there on, which newer models take. */
const message = z.looseObject({ role: z.enum(["user", "assistant", "system"]) });

/** Tools of Anthropic's own have a type; toolsets of theirs have no name. */
const tool = z.looseObject({ type: z.string().nullish(), name: z.string().min(1).optional() })
  .refine((value) => (value.type ?? "custom") !== "custom" || value.name !== undefined, {
    message: "a tool of your own needs a name",
    path: ["name"],
  });

const countedRequest = z.looseObject({
  model: z.string().min(1).max(256),
  messages: z.array(message).min(1),
  tools: z.array(tool).nullish(),
  metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
});

const messagesRequest = countedRequest.extend({
  /** 0 fills the prompt cache and generates nothing. */
  max_tokens: z.int().min(0),
  stream: z.boolean().nullish(),
});
