import { z } from "zod";
import type { Clock } from "../../shared/time/clock.ts";
import { boundedFetch } from "../graphql/bounded_fetch.ts";

/** What came of the first request, as the gateway answered it. */
export type ExampleAnswer =
  | { kind: "answered"; text: string; requestId: string | null }
  /** By the gateway or by the provider, in the gateway's words. */
  | { kind: "refused"; status: number; message: string; requestId: string | null }
  | { kind: "unreachable" };

export interface ExampleRequest {
  /** The gateway's key. It is passed on and not kept. */
  apiKey: string;
  model: string;
}

interface ExampleRequestOptions {
  /** Without a slash at its end. */
  gatewayUrl: string;
  fetch: typeof fetch;
  clock: Clock;
  /** Ends the request when whoever wanted it has gone. */
  signal: AbortSignal;
}

/** Sends a request to the gateway as an application would; at most for a minute. Never rejects. */
export async function sendExampleRequest(
  { apiKey, model }: ExampleRequest,
  { gatewayUrl, ...options }: ExampleRequestOptions,
): Promise<ExampleAnswer> {
  const ask = boundedFetch({ ...options, timeoutMs: TIMEOUT_MS });
  try {
    const answer = await ask(`${gatewayUrl}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ model, messages: [{ role: "user", content: "Say hello in one sentence." }] }),
    });
    const requestId = answer.headers.get("x-request-id");
    const body = await answer.json().catch(() => null);
    if (answer.ok) return { kind: "answered", text: textOf(body), requestId };
    return { kind: "refused", status: answer.status, message: messageOf(body), requestId };
  } catch {
    return { kind: "unreachable" };
  }
}

/** A key of a gateway, in a form that a header can hold. */
export const exampleRequest = z.object({
  apiKey: z.string().regex(/^ppk_[a-z0-9]{12}_[A-Za-z0-9]{32,128}$/, "not an API key of this gateway"),
  model: z.string().min(1).max(256),
});

const TIMEOUT_MS = 60_000;

const completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })) });
const refusal = z.object({ error: z.object({ message: z.string() }) });

function textOf(body: unknown): string {
  return completion.safeParse(body).data?.choices[0]?.message.content ?? "";
}

function messageOf(body: unknown): string {
  return refusal.safeParse(body).data?.error.message ?? "The gateway gave no reason.";
}
