import { z } from "zod";
import type { Conversation } from "./conversation.ts";

/** Reads what a tab has kept; null when it is none. What was streaming then was stopped by leaving. */
export function parseConversation(text: string | null): Conversation | null {
  try {
    const parsed = conversation.safeParse(JSON.parse(text ?? "null"));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const record = z.object({
  requestId: z.string(),
  target: z.string(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  costNanoUsd: z.string().nullable(),
  ttftMs: z.number().nullable(),
  totalMs: z.number(),
});

const answer = z.object({
  model: z.string(),
  text: z.string(),
  toolCalls: z.array(z.object({ name: z.string(), arguments: z.string() })),
  state: z.enum(["streaming", "done", "stopped", "failed"]).transform((state) =>
    state === "streaming" ? "stopped" as const : state
  ),
  problem: z.string().nullable(),
  recordId: z.string().nullable(),
  firstMs: z.number().nullable(),
  totalMs: z.number().nullable(),
  record: record.nullable(),
});

const conversation: z.ZodType<Conversation> = z.object({
  settings: z.object({
    models: z.array(z.string()).min(1).max(2),
    system: z.string(),
    temperature: z.string(),
    topP: z.string(),
    maxTokens: z.string(),
    tools: z.string(),
  }),
  turns: z.array(z.object({ prompt: z.string(), answers: z.array(answer.nullable()).max(2) })),
});
