import { anthropicFault, readsAsError } from "../anthropic_messages/errors.ts";
import { asCount, asObject, parseJson } from "../untyped.ts";
import { NO_FACTS, type ProviderCall, type WholeAnswer } from "../wire.ts";

/** A count as the provider gave it. Nothing was generated, and counting costs nothing: there are no tokens to meter. */
export function countTokensAnswer(call: ProviderCall, bytes: Uint8Array<ArrayBuffer>): WholeAnswer {
  const body = asObject(parseJson(decoder.decode(bytes)));
  if (body === null) return { state: "malformed", detail: "the answer is not a JSON object" };
  if (readsAsError(body)) return { state: "failed", fault: anthropicFault(body, call.secret) };
  if (asCount(body["input_tokens"]) === null) return { state: "malformed", detail: "the answer has no input_tokens" };
  return { state: "answered", bytes, facts: NO_FACTS };
}

const decoder = new TextDecoder();
