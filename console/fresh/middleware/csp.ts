import type { RequestContext } from "../request_context.ts";
import type { MiddlewareFn } from "../types.ts";

export interface CSPOptions {
  /** Directives that are added, or that take the place of the default of that name. */
  csp?: string[];
  /** Lets inline scripts and styles run only if the layer has rendered them, by a nonce of each answer. */
  useNonce?: boolean;
}

/** Sets the content security policy of every answer. */
export function csp<State>({ csp = [], useNonce = false }: CSPOptions = {}): MiddlewareFn<State> {
  const directives = new Map([...DEFAULTS, ...csp].map((text) => [text.trim().split(/\s+/)[0], text]));
  const policy = [...directives.values()].join("; ");
  return async (ctx) => {
    const nonce = useNonce ? crypto.randomUUID() : null;
    (ctx as RequestContext<State>).nonce = nonce;
    const answer = await ctx.next();
    // One that came from `fetch` (a proxy's) does not let its headers be set.
    const response = new Response(answer.body, answer);
    const inline = nonce === null ? "'unsafe-inline'" : `'nonce-${nonce}'`;
    response.headers.set("content-security-policy", policy.replaceAll("'unsafe-inline'", inline));
    return response;
  };
}

const DEFAULTS = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];
