import { openaiFault, readOpenaiError } from "../openai_chat/errors.ts";
import { asObject, asText, parseJson } from "../untyped.ts";
import type { ProviderCall, WholeAnswer } from "../wire.ts";
import { readEmbeddingsUsage } from "./usage.ts";

/** A list of embeddings: its bytes pass as they are, and its facts are read. */
export function embeddingsAnswer(call: ProviderCall, bytes: Uint8Array<ArrayBuffer>): WholeAnswer {
  const body = asObject(parseJson(decoder.decode(bytes)));
  if (body === null) return { state: "malformed", detail: "the answer is not a JSON object" };
  const error = readOpenaiError(body);
  if (error !== null) return { state: "failed", fault: openaiFault(error, call.secret) };
  if (!Array.isArray(body["data"])) return { state: "malformed", detail: "the answer has no data" };
  const facts = { tokens: readEmbeddingsUsage(body["usage"]), modelServed: asText(body["model"]), serviceTier: null };
  return { state: "answered", bytes, facts };
}

const decoder = new TextDecoder();
