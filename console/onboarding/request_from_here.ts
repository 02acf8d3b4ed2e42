import type { SessionExpiry } from "../graphql/session_expiry.ts";
import type { ExampleAnswer, ExampleRequest } from "./example_request.ts";

/**
 * Has the console send the first request, since browsers may not ask the gateway themselves. Null when the session ended,
 * which is reported. Never rejects.
 */
export async function requestFromHere(
  request: ExampleRequest,
  { fetch, sessionExpiry }: { fetch: typeof globalThis.fetch; sessionExpiry: SessionExpiry },
): Promise<ExampleAnswer | null> {
  try {
    const answer = await fetch("/onboarding/request", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      // To the sign-in page.
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect") {
      sessionExpiry.report();
      return null;
    }
    if (!answer.ok) return { kind: "refused", status: answer.status, message: "The console refused.", requestId: null };
    return await answer.json();
  } catch {
    return { kind: "unreachable" };
  }
}
