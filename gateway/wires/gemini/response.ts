import type { AnswerPart } from "../../translation/answer_part.ts";
import { answerContext, codecOf } from "../translation.ts";
import { asObject, parseJson } from "../untyped.ts";
import type { ProviderCall, WholeAnswer, WireDependencies } from "../wire.ts";
import { GeminiPartReader } from "./part_reader.ts";

/** A whole answer in the client's dialect. */
export function geminiAnswer(
  call: ProviderCall,
  bytes: Uint8Array<ArrayBuffer>,
  dependencies: WireDependencies,
): WholeAnswer {
  const body = asObject(parseJson(decoder.decode(bytes)));
  if (body === null) return { state: "malformed", detail: "the answer is not a JSON object" };
  const reader = new GeminiPartReader({ secret: call.secret, newId: dependencies.newId });
  const parts: AnswerPart[] = [];
  const fault = reader.read(body, (part) => parts.push(part));
  if (fault !== null) return { state: "failed", fault };
  reader.close((part) => parts.push(part));
  if (parts.at(-1)?.type !== "finish") return { state: "malformed", detail: "the answer has no finish reason" };
  const answer = codecOf(call).writeAnswer(parts, answerContext(call, dependencies));
  return { state: "answered", bytes: encoder.encode(JSON.stringify(answer)), facts: reader.facts };
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
