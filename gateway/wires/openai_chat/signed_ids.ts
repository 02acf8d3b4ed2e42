import { mayHoldSignature } from "../../translation/signature.ts";
import { asObject } from "../untyped.ts";

/**
 * Whether a conversation's calls or results have ids with a sealed signature. Only ids are looked at: a search through
 * the bytes of every request would cost more, and texts that hold such a thing are the client's own.
 */
export function holdsSignedIds(messages: unknown): boolean {
  return Array.isArray(messages) && messages.some(holdsSignedId);
}

function holdsSignedId(message: unknown): boolean {
  const fields = asObject(message);
  if (isSigned(fields?.["tool_call_id"])) return true;
  const calls = fields?.["tool_calls"];
  return Array.isArray(calls) && calls.some((call) => isSigned(asObject(call)?.["id"]));
}

function isSigned(id: unknown): boolean {
  return typeof id === "string" && mayHoldSignature(id);
}
