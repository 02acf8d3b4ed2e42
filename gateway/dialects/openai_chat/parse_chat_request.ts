import { z } from "zod";

/** What the gateway must know of a chat completions request before it plans. */
export interface ChatRequestFacts {
  model: string;
  stream: boolean;
  /** `stream_options.include_usage`: whether the client wants the usage chunk. */
  usageAsked: boolean;
  /** `max_completion_tokens`, else the older `max_tokens`; null when neither is given. */
  maxTokensAsked: number | null;
  /** `n`, default 1. */
  choices: number;
  /** `safety_identifier`, else the older `user`, at most 256 characters; null when neither is given. */
  endUser: string | null;
}

export type ParsedChatRequest =
  | { state: "parsed"; facts: ChatRequestFacts; body: Readonly<Record<string, unknown>> }
  /** `param` is the path of the first field that is wrong, as OpenAI writes it; null when it is the body itself. */
  | { state: "invalid"; detail: string; param: string | null };

/**
 * Checks a parsed JSON body of `POST /v1/chat/completions` as far as the gateway relies on it. Everything else, unknown
 * fields included, is the provider's business and is left as it is: `body` is the value that was given.
 */
export function parseChatRequest(value: unknown): ParsedChatRequest {
  const result = chatRequest.safeParse(value);
  if (!result.success) return invalid(result.error.issues[0]!);
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

function invalid(issue: z.core.$ZodIssue): ParsedChatRequest {
  const param = writePath(issue.path);
  const detail = param === null ? "the body must be a JSON object" : `'${param}': ${lowerFirst(issue.message)}`;
  return { state: "invalid", detail, param };
}

/** `["messages", 0, "role"]` → `messages[0].role`. */
function writePath(path: readonly PropertyKey[]): string | null {
  if (path.length === 0) return null;
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? String(step) : `.${String(step)}`;
  }
  return text;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
