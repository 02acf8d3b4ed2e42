import type { ProviderCall } from "../wire.ts";
import { chatCall } from "./chat_call.ts";

/** A call of the responses dialect as the pipeline would make it; `more` replaces what a test cares about. */
export function responsesCall(body: Record<string, unknown> = {}, more: Partial<ProviderCall> = {}): ProviderCall {
  const whole: Record<string, unknown> = { model: "asked", input: "hi", ...body };
  return chatCall({}, {
    dialect: "openai_responses",
    body: whole,
    bodyBytes: new TextEncoder().encode(JSON.stringify(whole)),
    stream: whole["stream"] === true,
    ...more,
  });
}
