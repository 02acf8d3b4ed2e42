import type { AnswerFacts, ProviderCall, WholeAnswer } from "../wire.ts";
import { asObject, asText, parseJson } from "../untyped.ts";
import { openaiFault, readOpenaiError } from "./errors.ts";
import { readOpenaiUsage } from "./usage.ts";

/** A whole chat completion: its bytes pass as they are, only its facts are read. */
export function openaiAnswer(call: ProviderCall, bytes: Uint8Array<ArrayBuffer>): WholeAnswer {
  const body = asObject(parseJson(decoder.decode(bytes)));
  if (body === null) return { state: "malformed", detail: "the answer is not a JSON object" };
  const error = readOpenaiError(body);
  if (error !== null) return { state: "failed", fault: openaiFault(error, call.secret) };
  if (!Array.isArray(body["choices"])) return { state: "malformed", detail: "the answer has no choices" };
  return { state: "answered", bytes, facts: openaiFacts(body) };
}

/** What a completion or a chunk says of itself. */
export function openaiFacts(body: Record<string, unknown>): AnswerFacts {
  return {
    tokens: readOpenaiUsage(body["usage"]),
    modelServed: asText(body["model"]),
    serviceTier: asText(body["service_tier"]),
  };
}

const decoder = new TextDecoder();
