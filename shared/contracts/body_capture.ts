import { z } from "zod";

/** What is taken out of captured bodies where a project asks for it; secrets of known forms always are. */
export const bodyRedaction = z.enum(["email", "card_number", "phone_number"]);
export type BodyRedaction = z.infer<typeof bodyRedaction>;

/** What is kept of each of prompt and answer where a project says nothing, bytes; and the most that it may say. */
export const CAPTURED_BYTES = 65_536;
export const CAPTURED_BYTES_MAX = 1_048_576;

/** How long captured bodies are kept where a project says nothing, days; and the longest that it may say. */
export const BODY_RETENTION_DAYS = 7;
export const BODY_RETENTION_DAYS_MAX = 365;

/** Whether prompts and answers of a project are captured, and how. */
export const bodyCapture = z.strictObject({
  enabled: z.boolean(),
  /** Of the prompt, and again of the answer. */
  bytesMax: z.int().min(1_024).max(CAPTURED_BYTES_MAX).default(CAPTURED_BYTES),
  retentionDays: z.int().min(1).max(BODY_RETENTION_DAYS_MAX).default(BODY_RETENTION_DAYS),
  /** Besides secrets; each once, in the order of the alphabet, so that equal settings are equal. */
  redact: z.array(bodyRedaction).max(bodyRedaction.options.length).default([])
    .transform((names) => [...new Set(names)].sort()),
});
export type BodyCapture = z.infer<typeof bodyCapture>;
