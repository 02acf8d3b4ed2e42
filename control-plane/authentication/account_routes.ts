import { type Accounts, ACCOUNTS_PATH } from "./accounts.ts";
import { CLIENT_ADDRESS_HEADER } from "./account_hooks.ts";

/**
 * Answers requests below `/api/auth`: signing up, in and out, the session, and resetting a password. All else that the
 * library could do is not there: it goes through GraphQL, where authorization and audit are.
 */
export async function answerAccountRequest(
  request: Request,
  { accounts, clientAddress }: { accounts: Accounts; clientAddress: string | null },
): Promise<Response> {
  const { pathname } = new URL(request.url);
  const path = pathname.slice(ACCOUNTS_PATH.length);
  const route = ROUTES.find((candidate) => candidate.path.test(path));
  if (route === undefined) return refusal(404, "NOT_FOUND", `There is nothing at ${pathname}.`);
  if (route.method !== request.method) {
    const answer = refusal(405, "METHOD_NOT_ALLOWED", `Use ${route.method} at ${pathname}.`);
    answer.headers.set("allow", route.method);
    return answer;
  }
  // Never what the client sent under this name: throttling goes by it.
  const headers = new Headers(request.headers);
  headers.delete(CLIENT_ADDRESS_HEADER);
  if (clientAddress !== null) headers.set(CLIENT_ADDRESS_HEADER, clientAddress);
  const answer = await accounts.handle(new Request(request, { headers }));
  const retryAfter = answer.headers.get("x-retry-after");
  if (retryAfter !== null) answer.headers.set("retry-after", retryAfter);
  return answer;
}

const ROUTES: readonly { method: "GET" | "POST"; path: RegExp }[] = [
  { method: "POST", path: /^\/sign-up\/email$/ },
  { method: "POST", path: /^\/sign-in\/email$/ },
  { method: "POST", path: /^\/sign-out$/ },
  { method: "GET", path: /^\/get-session$/ },
  { method: "POST", path: /^\/request-password-reset$/ },
  { method: "POST", path: /^\/reset-password$/ },
  { method: "GET", path: /^\/reset-password\/[A-Za-z0-9_-]{1,128}$/ },
];

function refusal(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}
