import { answerContext, codecOf } from "../translation.ts";
import type { ProviderCall, WholeAnswer, WireDependencies } from "../wire.ts";
import { asObject, parseJson } from "../untyped.ts";
import { completionParts } from "./completion_parts.ts";
import { openaiFault, readOpenaiError } from "./errors.ts";
import { openaiFacts } from "./facts.ts";

/** A whole chat completion: to a client of the same dialect its bytes pass as they are, and only its facts are read. */
export function openaiAnswer(
  call: ProviderCall,
  bytes: Uint8Array<ArrayBuffer>,
  dependencies: WireDependencies,
): WholeAnswer {
  const body = asObject(parseJson(decoder.decode(bytes)));
  if (body === null) return { state: "malformed", detail: "the answer is not a JSON object" };
  const error = readOpenaiError(body);
  if (error !== null) return { state: "failed", fault: openaiFault(error, call.secret) };
  if (!Array.isArray(body["choices"])) return { state: "malformed", detail: "the answer has no choices" };
  const facts = openaiFacts(body);
  return call.dialect === "openai_chat" ? { state: "answered", bytes, facts } : translated(call, body, dependencies);
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

function translated(call: ProviderCall, body: Record<string, unknown>, dependencies: WireDependencies): WholeAnswer {
  if ((body["choices"] as unknown[]).length === 0) return { state: "malformed", detail: "the answer has no choices" };
  const parts = completionParts(body, { secret: call.secret, newCallId: () => dependencies.newId("call_") });
  if (!Array.isArray(parts)) return { state: "failed", fault: parts };
  const answer = codecOf(call).writeAnswer(parts, answerContext(call, dependencies));
  return { state: "answered", bytes: encoder.encode(JSON.stringify(answer)), facts: openaiFacts(body) };
}
