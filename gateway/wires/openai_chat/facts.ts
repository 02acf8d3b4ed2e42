import type { AnswerFacts } from "../wire.ts";
import { asText } from "../untyped.ts";
import { readOpenaiUsage } from "./usage.ts";

/** What a completion or a chunk says of itself. */
export function openaiFacts(body: Record<string, unknown>): AnswerFacts {
  return {
    tokens: readOpenaiUsage(body["usage"]),
    modelServed: asText(body["model"]),
    serviceTier: asText(body["service_tier"]),
  };
}

/** What is known after a chunk: the last usage and tier that were told, and the first model. */
export function mergeFacts(known: AnswerFacts, told: AnswerFacts): AnswerFacts {
  return {
    tokens: told.tokens ?? known.tokens,
    modelServed: known.modelServed ?? told.modelServed,
    serviceTier: told.serviceTier ?? known.serviceTier,
  };
}
