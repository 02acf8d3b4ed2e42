import type { ProviderCall } from "../wire.ts";
import { chatCall } from "./chat_call.ts";

/** A call in Anthropic's own dialect as the pipeline would make it; `more` replaces what a test cares about. */
export function messagesCall(body: Record<string, unknown> = {}, more: Partial<ProviderCall> = {}): ProviderCall {
  const whole = { max_tokens: 100, ...body };
  return chatCall(whole, { dialect: "anthropic_messages", usageAsked: false, ...more });
}
