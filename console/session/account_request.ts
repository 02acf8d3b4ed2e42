import { z } from "zod";
import { boundedFetch } from "../graphql/bounded_fetch.ts";
import type { ConsoleDependencies } from "../dependencies.ts";
import { peerAddress } from "../http/peer_address.ts";

/** What came of asking the control plane's `/api/auth`. */
export type AccountOutcome =
  | { kind: "done"; cookies: readonly string[] }
  | AccountRefusal;

export interface AccountRefusal {
  kind: "refused";
  status: number;
  /** The control plane's own, or `UNAVAILABLE` when it could not be asked. */
  code: string;
  /** A sentence for people. */
  message: string;
}

export interface AccountRequest {
  path: "/sign-up/email" | "/sign-in/email" | "/sign-out" | "/request-password-reset" | "/reset-password";
  body: Record<string, string>;
}

/**
 * Asks as the browser would, in its place: with its origin and address, and to sign out with its cookies. What the answer
 * says about cookies is the caller's to pass on. Never rejects.
 */
export async function accountRequest(
  { req, info }: { req: Request; info: Deno.ServeHandlerInfo },
  { path, body }: AccountRequest,
  { config, fetch, clock }: ConsoleDependencies,
): Promise<AccountOutcome> {
  const ask = boundedFetch({ fetch, clock, timeoutMs: TIMEOUT_MS, signal: req.signal });
  try {
    const answer = await ask(`${config.controlPlaneUrl}/api/auth${path}`, {
      method: "POST",
      headers: headersFor(req.headers, peerAddress(info), path),
      body: JSON.stringify(body),
      redirect: "manual",
    });
    if (answer.ok) return { kind: "done", cookies: answer.headers.getSetCookie() };
    return await refusalOf(answer);
  } catch {
    return { kind: "refused", status: 503, code: "UNAVAILABLE", message: UNREACHABLE };
  }
}

const TIMEOUT_MS = 10_000;
const UNREACHABLE = "The control plane cannot be reached. Try again in a moment.";

function headersFor(browser: Headers, peer: string | null, path: AccountRequest["path"]): Headers {
  const headers = new Headers({ "content-type": "application/json" });
  // With a cookie comes the check of where a request is from; only to sign out is whose session it is of matter.
  const passed = path === "/sign-out" ? ["cookie", "origin", "user-agent"] : ["origin", "user-agent"];
  for (const name of passed) {
    const value = browser.get(name);
    if (value !== null) headers.set(name, value);
  }
  const hops = [browser.get("x-forwarded-for"), peer].filter((hop) => hop !== null && hop !== "");
  if (hops.length > 0) headers.set("x-forwarded-for", hops.join(", "));
  return headers;
}

async function refusalOf(answer: Response): Promise<AccountRefusal> {
  const { status } = answer;
  const read = refusal.safeParse(await answer.json().catch(() => null));
  const code = read.data?.code ?? "UNKNOWN";
  if (status === 429) {
    return { kind: "refused", status, code, message: throttled(answer.headers.get("retry-after"), read.data) };
  }
  if (status >= 500) return { kind: "refused", status: 503, code: "UNAVAILABLE", message: UNREACHABLE };
  return { kind: "refused", status, code, message: read.data?.message ?? "This was not accepted." };
}

const refusal = z.object({ code: z.string().optional(), message: z.string().optional() });

function throttled(retryAfter: string | null, read: z.infer<typeof refusal> | undefined): string {
  const seconds = Number(retryAfter);
  // The limit by account says in its own sentence when to try again.
  if (read?.code === "TOO_MANY_ATTEMPTS" && read.message) return read.message;
  return seconds > 0 ? `Too many attempts. Try again in ${seconds} s.` : "Too many attempts. Try again in a minute.";
}
