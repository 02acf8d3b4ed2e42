import assert from "node:assert/strict";

interface ChatOptions {
  gatewayUrl: string;
  apiKey: string;
  /** Default `default`. */
  model?: string;
  /** The application's own user; default none. */
  user?: string;
}

/** Sends a request to the gateway as an application would, reads the answer, and returns the request's id. */
export async function completeChat({ gatewayUrl, apiKey, model = "default", user }: ChatOptions): Promise<string> {
  const answer = await fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }], ...(user && { user }) }),
  });
  const body = await answer.text();
  const requestId = answer.headers.get("x-request-id");
  assert.ok(requestId, `${answer.status} ${body}`);
  return requestId;
}
