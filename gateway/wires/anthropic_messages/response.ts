import { answerContext, codecOf } from "../translation.ts";
import { asObject, parseJson } from "../untyped.ts";
import type { ProviderCall, WholeAnswer, WireDependencies } from "../wire.ts";
import { anthropicFault, readsAsError } from "./errors.ts";
import { MessageFacts } from "./message_facts.ts";
import { messageParts } from "./message_parts.ts";

/** A whole message: its bytes as they are for a client of the same dialect, written anew for others. */
export function anthropicAnswer(
  call: ProviderCall,
  bytes: Uint8Array<ArrayBuffer>,
  dependencies: WireDependencies,
): WholeAnswer {
  const message = asObject(parseJson(decoder.decode(bytes)));
  if (message === null) return { state: "malformed", detail: "the answer is not a JSON object" };
  if (readsAsError(message)) return { state: "failed", fault: anthropicFault(message, call.secret) };
  if (!Array.isArray(message["content"])) return { state: "malformed", detail: "the answer has no content" };
  const facts = new MessageFacts();
  facts.reportMessage(message);
  const isNative = call.dialect === "anthropic_messages";
  return { state: "answered", bytes: isNative ? bytes : translated(message, call, dependencies), facts: facts.facts };
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

function translated(
  message: Record<string, unknown>,
  call: ProviderCall,
  dependencies: WireDependencies,
): Uint8Array<ArrayBuffer> {
  const answer = codecOf(call).writeAnswer(messageParts(message), answerContext(call, dependencies));
  return encoder.encode(JSON.stringify(answer));
}
