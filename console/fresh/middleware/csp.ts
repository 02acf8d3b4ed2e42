import type { RequestContext } from "../request_context.ts";
import type { MiddlewareFn } from "../types.ts";

export interface CSPOptions {
  /** Reports what the policy forbids, and allows it. Default: false. */
  reportOnly?: boolean;
  /** Where browsers send their reports. */
  reportTo?: string;
  /** Directives that are added, or that take the place of the default of that name. */
  csp?: string[];
  /** Lets inline scripts and styles run only if the layer has rendered them, by a nonce of each answer. */
  useNonce?: boolean;
}

/** Sets the content security policy of every answer. */
export function csp<State>(options: CSPOptions = {}): MiddlewareFn<State> {
  const directives = new Map([...DEFAULTS, ...(options.csp ?? [])].map((text) => [text.trim().split(/\s+/)[0]!, text]));
  if (options.reportTo !== undefined) {
    directives.set("report-uri", `report-uri ${options.reportTo}`);
    directives.set("report-to", "report-to csp-endpoint");
  }
  const policy = [...directives.values()].join("; ");
  const name = options.reportOnly ? "content-security-policy-report-only" : "content-security-policy";
  return async (ctx) => {
    const nonce = options.useNonce ? crypto.randomUUID() : null;
    (ctx as RequestContext<State>).nonce = nonce;
    const answer = await ctx.next();
    // One that came from `fetch` (a proxy's) does not let its headers be set.
    const response = new Response(answer.body, answer);
    response.headers.set(name, nonce === null ? policy : policy.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`));
    if (options.reportTo !== undefined) {
      response.headers.set("reporting-endpoints", `csp-endpoint="${options.reportTo}"`);
    }
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
