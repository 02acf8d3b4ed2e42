import Anthropic from "@anthropic-ai/sdk";

/** What the official client makes of a message's event stream; rejects as it does. */
export function finalMessage(bytes: Uint8Array<ArrayBuffer>): Promise<Anthropic.Message> {
  const client = new Anthropic({
    apiKey: "unused",
    maxRetries: 0,
    fetch: () => Promise.resolve(new Response(bytes, { headers: { "content-type": "text/event-stream" } })),
  });
  const messages = [{ role: "user" as const, content: "hi" }];
  return client.messages.stream({ model: "claude", max_tokens: 100, messages }).finalMessage();
}
