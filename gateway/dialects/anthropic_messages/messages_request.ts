import { z } from "zod";

/** `system` among the messages is an instruction from there on, which newer models take. */
export const MESSAGE_ROLES = ["user", "assistant", "system"] as const;

const message = z.looseObject({ role: z.enum(MESSAGE_ROLES) });

/** Tools of Anthropic's own have a type; toolsets of theirs have no name. */
const tool = z.looseObject({ type: z.string().nullish(), name: z.string().min(1).optional() })
  .refine((value) => (value.type ?? "custom") !== "custom" || value.name !== undefined, {
    message: "a tool of your own needs a name",
    path: ["name"],
  });

/** A body of `POST /v1/messages/count_tokens` as far as the gateway relies on it. */
export const countedRequest = z.looseObject({
  model: z.string().min(1).max(256),
  messages: z.array(message).min(1),
  tools: z.array(tool).nullish(),
  metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
});

/** A body of `POST /v1/messages` as far as the gateway relies on it. */
export const messagesRequest = countedRequest.extend({
  /** 0 fills the prompt cache and generates nothing. */
  max_tokens: z.int().min(0),
  stream: z.boolean().nullish(),
});

export type CountedRequest = z.infer<typeof countedRequest>;
export type MessagesRequest = z.infer<typeof messagesRequest>;
