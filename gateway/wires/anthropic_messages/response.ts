import type { AnswerFacts, ProviderCall, WholeAnswer } from "../wire.ts";
import { asObject, asText, parseJson } from "../untyped.ts";
import { anthropicMessageToOpenaiChat } from "./anthropic_messages_to_openai_chat.ts";
import { anthropicFault } from "./errors.ts";
import { AnthropicUsage } from "./usage.ts";

/** A whole message as a chat completion dated `nowMs`, epoch milliseconds. */
export function anthropicAnswer(call: ProviderCall, bytes: Uint8Array<ArrayBuffer>, nowMs: number): WholeAnswer {
  const message = asObject(parseJson(decoder.decode(bytes)));
  if (message === null) return { state: "malformed", detail: "the answer is not a JSON object" };
  if (message["type"] === "error" || asObject(message["error"]) !== null) {
    return { state: "failed", fault: anthropicFault(message, call.secret) };
  }
  if (!Array.isArray(message["content"])) return { state: "malformed", detail: "the answer has no content" };
  const completion = anthropicMessageToOpenaiChat(message, Math.floor(nowMs / 1_000));
  return { state: "answered", bytes: encoder.encode(JSON.stringify(completion)), facts: factsOf(message) };
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

function factsOf(message: Record<string, unknown>): AnswerFacts {
  const usage = new AnthropicUsage();
  usage.report(message["usage"]);
  return {
    tokens: usage.tokens,
    modelServed: asText(message["model"]),
    serviceTier: asText(asObject(message["usage"])?.["service_tier"]),
  };
}
