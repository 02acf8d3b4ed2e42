import { Client, fetchExchange } from "@urql/core";
import type { Clock } from "../../shared/time/clock.ts";
import { boundedFetch } from "./bounded_fetch.ts";

export interface ServerClientOptions {
  /** Where the control plane is, without a slash at its end. */
  controlPlaneUrl: string;
  /** The request that a page is rendered for: its cookie and identity go with every operation, and its end ends them. */
  request: Request;
  /** Whoever made that request, as the console's connection shows it; default unknown. */
  peerAddress?: string | undefined;
  fetch: typeof fetch;
  clock: Clock;
  /** For each operation, in milliseconds. Default 10,000. */
  timeoutMs?: number | undefined;
}

/**
 * The client for rendering one page on the server. It keeps nothing: made anew for every request, so that nobody is ever
 * shown what another one read, and asks the control plane itself, with texts, every time.
 */
export function serverClient(options: ServerClientOptions): Client {
  const { controlPlaneUrl, request, fetch, clock, timeoutMs = TIMEOUT_MS } = options;
  return new Client({
    url: `${controlPlaneUrl}/graphql`,
    exchanges: [fetchExchange],
    requestPolicy: "network-only",
    preferGetMethod: false,
    fetch: boundedFetch({ fetch, clock, timeoutMs, signal: request.signal }),
    fetchOptions: { headers: forwardedHeaders(request.headers, options.peerAddress) },
  });
}

const TIMEOUT_MS = 10_000;
/** Those alone: the control plane would judge an `origin` or an `authorization` as if they were for it. */
const FORWARDED = ["cookie", "x-request-id", "user-agent", "accept-language"];

function forwardedHeaders(headers: Headers, peerAddress: string | undefined): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of FORWARDED) {
    const value = headers.get(name);
    if (value !== null) forwarded[name] = value;
  }
  const hops = [headers.get("x-forwarded-for"), peerAddress].filter((hop) => hop != null && hop !== "");
  if (hops.length > 0) forwarded["x-forwarded-for"] = hops.join(", ");
  return forwarded;
}
