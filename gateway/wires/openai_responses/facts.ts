import { asText } from "../untyped.ts";
import type { AnswerFacts } from "../wire.ts";
import { readResponsesUsage } from "./usage.ts";

/** What a response says of itself, whole or as events carry it. */
export function responsesFacts(response: Record<string, unknown>): AnswerFacts {
  return {
    tokens: readResponsesUsage(response["usage"]),
    modelServed: asText(response["model"]),
    serviceTier: asText(response["service_tier"]),
  };
}
