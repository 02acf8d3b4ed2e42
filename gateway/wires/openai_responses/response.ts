import { asObject, parseJson } from "../untyped.ts";
import type { ProviderCall, WholeAnswer } from "../wire.ts";
import { responsesFault } from "./errors.ts";
import { responsesFacts } from "./facts.ts";

/** A whole response: its bytes pass as they are, and its facts are read. One that is incomplete is an answer too. */
export function responsesAnswer(call: ProviderCall, bytes: Uint8Array<ArrayBuffer>): WholeAnswer {
  const body = asObject(parseJson(decoder.decode(bytes)));
  if (body === null) return { state: "malformed", detail: "the answer is not a JSON object" };
  const fault = responsesFault(body, call.secret);
  if (fault !== null) return { state: "failed", fault };
  if (!Array.isArray(body["output"])) return { state: "malformed", detail: "the answer has no output" };
  return { state: "answered", bytes, facts: responsesFacts(body) };
}

const decoder = new TextDecoder();
