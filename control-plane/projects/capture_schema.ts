import {
  BODY_RETENTION_DAYS,
  BODY_RETENTION_DAYS_MAX,
  type BodyCapture,
  type BodyRedaction,
  CAPTURED_BYTES,
  CAPTURED_BYTES_MAX,
} from "../../shared/contracts/body_capture.ts";
import { builder } from "../graphql/builder.ts";
import type { CaptureInput } from "./project_service.ts";

export const BodyRedactionEnum = builder.enumType("BodyRedaction", {
  description: "What is taken out of captured bodies where a project asks for it. Secrets of known forms always are.",
  values: {
    EMAIL: { value: "email", description: "Mail addresses." },
    CARD_NUMBER: { value: "card_number", description: "Numbers of payment cards whose check digit fits." },
    PHONE_NUMBER: {
      value: "phone_number",
      description: "Telephone numbers with a country code, or in North American form.",
    },
  } as const,
});

export const ProjectCapture = builder.objectRef<BodyCapture>("ProjectCapture").implement({
  description: "Whether prompts and answers of a project are captured, and how.",
  fields: (t) => ({
    enabled: t.exposeBoolean("enabled", { description: "Whether they are; what was captured before stays its time." }),
    bytesMax: t.exposeInt("bytesMax", {
      description: "What is kept of the prompt, and again of the answer, in bytes.",
    }),
    retentionDays: t.exposeInt("retentionDays", { description: "How long captured bodies are kept, in days." }),
    redact: t.field({
      type: [BodyRedactionEnum],
      description: "What is taken out of them besides secrets.",
      resolve: ({ redact }) => redact,
    }),
  }),
});

export const ProjectCaptureInput = builder.inputType("ProjectCaptureInput", {
  description: "Whether prompts and answers of a project are captured, and how.",
  fields: (t) => ({
    enabled: t.boolean({ required: true, description: "Whether they are." }),
    bytesMax: t.int({
      description:
        `What is kept of the prompt, and again of the answer, in bytes: 1,024 to ${CAPTURED_BYTES_MAX}; default ${CAPTURED_BYTES}.`,
    }),
    retentionDays: t.int({
      description:
        `How long captured bodies are kept, in days: 1 to ${BODY_RETENTION_DAYS_MAX}; default ${BODY_RETENTION_DAYS}. ` +
        "Applies at once, also to what was captured before.",
    }),
    redact: t.field({
      type: [BodyRedactionEnum],
      description: "What is taken out of them besides secrets; default nothing.",
    }),
  }),
});

/** As the contract has it: what is null takes its default there. */
export function readCaptureInput(
  input:
    | {
      enabled: boolean;
      bytesMax?: number | null | undefined;
      retentionDays?: number | null | undefined;
      redact?: readonly BodyRedaction[] | null | undefined;
    }
    | null
    | undefined,
): CaptureInput | null | undefined {
  if (input == null) return input;
  return {
    enabled: input.enabled,
    bytesMax: input.bytesMax ?? undefined,
    retentionDays: input.retentionDays ?? undefined,
    redact: input.redact == null ? undefined : [...input.redact],
  };
}
