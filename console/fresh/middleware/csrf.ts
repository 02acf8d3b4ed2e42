import { HttpError } from "../http_error.ts";
import type { MiddlewareFn } from "../types.ts";

export interface CsrfOptions {
  /** Origins, besides the application's own, that may send what changes something. */
  origin?: string | string[] | ((origin: string) => boolean);
}

/**
 * Refuses with 403 what changes something (any method but GET, HEAD and OPTIONS) and was sent from another site's page.
 * Browsers say where a request is from by `Sec-Fetch-Site` and `Origin`; what says neither is no browser, and carries
 * no reader's cookies.
 */
export function csrf<State>(options: CsrfOptions = {}): MiddlewareFn<State> {
  const { origin: allowed = [] } = options;
  const isAllowed = typeof allowed === "function" ? allowed : (origin: string) => [allowed].flat().includes(origin);
  return (ctx) => {
    if (SAFE_METHODS.has(ctx.req.method)) return ctx.next();
    const site = ctx.req.headers.get("sec-fetch-site");
    const origin = ctx.req.headers.get("origin");
    if (site === "same-origin" || site === "none") return ctx.next();
    // Behind a proxy that ends TLS our own address differs from the browser's, but then the first line has spoken.
    const isOwn = site === null && (origin === null || origin === ctx.url.origin);
    if (isOwn || (origin !== null && isAllowed(origin))) return ctx.next();
    throw new HttpError(403, "This request comes from another site.");
  };
}

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
