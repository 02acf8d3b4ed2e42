import type { ProviderCall } from "../wire.ts";

/** A call in the OpenAI chat dialect as the pipeline would make it; `more` replaces what a test cares about. */
export function chatCall(body: Record<string, unknown> = {}, more: Partial<ProviderCall> = {}): ProviderCall {
  const whole: Record<string, unknown> = { model: "asked", messages: [{ role: "user", content: "hi" }], ...body };
  const options = whole["stream_options"] as { include_usage?: boolean } | undefined;
  return {
    dialect: "openai_chat",
    body: whole,
    bodyBytes: new TextEncoder().encode(JSON.stringify(whole)),
    model: "served",
    stream: whole["stream"] === true,
    usageAsked: options?.include_usage === true,
    baseUrl: "https://provider.example/v1",
    secret: "secret-of-the-provider",
    settings: {},
    overrides: null,
    header: () => null,
    ...more,
  };
}

/** A call that asks for a stream, and for its usage chunk if `usageAsked`. */
export function streamCall(usageAsked = true): ProviderCall {
  return chatCall({ stream: true, ...(usageAsked ? { stream_options: { include_usage: true } } : {}) });
}
