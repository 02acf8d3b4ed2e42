import { openaiFault, openaiStatusFaults, readOpenaiError } from "../openai_chat/errors.ts";
import { asObject } from "../untyped.ts";
import type { ProviderFault } from "../wire.ts";

/** An answer whose status is not 2xx: OpenAI writes it as it does for every resource. */
export const responsesStatusFault = openaiStatusFaults("openai_responses");

/**
 * The fault that a body or a response tells of in its `error`; null when it tells of none. A response that failed without
 * saying why is a fault all the same.
 */
export function responsesFault(body: Record<string, unknown>, secret: string | null): ProviderFault | null {
  const error = readOpenaiError(body);
  if (error !== null) return openaiFault(error, secret);
  if (body["status"] !== "failed" && body["status"] !== "cancelled") return null;
  return openaiFault({ message: `the response is ${body["status"]}`, type: null, code: null }, secret);
}

/** The fault that an event of the type `error` is: its fields lie in the event itself, or in an `error` of it. */
export function errorEventFault(event: Record<string, unknown>, secret: string | null): ProviderFault {
  const error = readOpenaiError(asObject(event["error"]) === null ? { error: event } : event)!;
  // `error` is the event's own type, and says nothing.
  return openaiFault({ ...error, type: error.type === "error" ? null : error.type }, secret);
}
