import type { WebhookPost } from "./webhook_sender.ts";

/** Posts through `fetch`, which finds its way through the proxy of the environment: what names lead to is for the proxy to judge. */
export function proxiedPost(fetcher: typeof fetch): WebhookPost {
  return async (url, { headers, body, signal }) => {
    const response = await fetcher(url, { method: "POST", headers, body, signal, redirect: "manual" });
    // It could be endless, and might hold what should not come to our callers' eyes.
    await response.body?.cancel();
    return { status: response.status, retryAfter: response.headers.get("retry-after") };
  };
}
