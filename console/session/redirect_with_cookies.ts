import type { AccountOutcome } from "./account_request.ts";

/** Sends the browser on, with the cookies that the control plane has set. */
export function redirectWithCookies(
  location: string,
  { cookies }: Extract<AccountOutcome, { kind: "done" }>,
): Response {
  const headers = new Headers({ location });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  // 303: whatever was posted, what follows is asked for with GET.
  return new Response(null, { status: 303, headers });
}
