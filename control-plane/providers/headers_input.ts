import { z } from "zod";
import { PROVIDER_HEADERS_MAX, providerHeaders } from "../../shared/contracts/provider_headers.ts";
import { redactText } from "../../shared/logging/redaction.ts";

/** A header as the API takes and gives it. */
export interface ProviderHeader {
  name: string;
  value: string;
}

/** Further headers of a provider: names in lower case, each once, and nothing that looks like a secret. */
export const providerHeadersInput = z.array(
  z.object({ name: z.string().trim().toLowerCase(), value: z.string().trim() }),
).max(PROVIDER_HEADERS_MAX).superRefine((list, context) => {
  list.forEach(({ name, value }, index) => {
    for (const issue of providerHeaders.safeParse({ [name]: value }).error?.issues ?? []) {
      context.addIssue({ code: "custom", path: [index, partOf(issue)], message: messageOf(issue) });
    }
    if (list.findIndex((other) => other.name === name) !== index) {
      context.addIssue({ code: "custom", path: [index, "name"], message: "this header is named already" });
    }
    // It would be stored as it is, and be part of every revision.
    if (looksLikeSecret(value)) {
      context.addIssue({
        code: "custom",
        path: [index, "value"],
        message: "looks like a secret; those belong in the key",
      });
    }
  });
});

/** An address with a query is none, though logs leave the query out. */
function looksLikeSecret(value: string): boolean {
  return !/^https?:\/\/[^@]*$/i.test(value) && redactText(value) !== value;
}

function partOf(issue: z.core.$ZodIssue): "name" | "value" {
  return issue.code === "invalid_key" ? "name" : "value";
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_key" ? issue.issues[0]?.message ?? issue.message : issue.message;
}
