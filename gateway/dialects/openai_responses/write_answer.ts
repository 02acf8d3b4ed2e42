import type { AnswerPart } from "../../translation/answer_part.ts";
import type { AnswerContext } from "../../translation/client_codec.ts";
import { OutputItems } from "./output_items.ts";
import { endingOf, newResponse, writeUsage } from "./response_object.ts";

/** Writes a whole response from its parts. */
export function writeAnswer(parts: readonly AnswerPart[], context: AnswerContext): Record<string, unknown> {
  const response = newResponse(parts.find((part) => part.type === "start") ?? null, context);
  // There is nobody to be told of the steps.
  const items = new OutputItems((prefix) => context.newId(prefix), () => {});
  for (const part of parts) {
    if (part.type === "start") continue;
    if (part.type !== "finish") {
      items.add(part);
      continue;
    }
    const ending = endingOf(part.reason, items.hasRefusal);
    items.close(ending.status === "incomplete" ? "incomplete" : "completed");
    Object.assign(response, ending, { output: items.items }, writeUsage(part.tokens));
  }
  return { ...response };
}
