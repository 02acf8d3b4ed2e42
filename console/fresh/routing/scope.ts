import { HttpError } from "../http_error.ts";
import type { Layout, RequestContext } from "../request_context.ts";
import type { MiddlewareFn } from "../types.ts";

/** What lies around the routes below it, in this order from the outside in. */
export interface Scope<State> {
  covers(pathname: string): boolean;
  layout?: Layout;
  onError?: MiddlewareFn<State>;
  middlewares?: readonly MiddlewareFn<State>[];
}

/** Runs the scopes that cover the request's path, from the first to the last, and `handler` inside them. */
export async function runScopes<State>(
  ctx: RequestContext<State>,
  scopes: readonly Scope<State>[],
  handler: MiddlewareFn<State>,
): Promise<Response> {
  const chain: MiddlewareFn<State>[] = [];
  const layouts: Layout[] = [];
  for (const { covers, layout, onError, middlewares = [] } of scopes) {
    if (!covers(ctx.url.pathname)) continue;
    if (layout !== undefined) layouts.push(layout);
    if (onError !== undefined) chain.push(boundary(ctx, onError, [...layouts]));
    chain.push(...middlewares);
  }
  ctx.layouts = layouts;
  chain.push(handler);
  const run = async (index: number): Promise<Response> => {
    const outerNext = ctx.next;
    // The context is one object for all of them, and each one's `next` is what follows that one.
    ctx.next = () => run(index + 1);
    try {
      return await chain[index]!(ctx);
    } finally {
      ctx.next = outerNext;
    }
  };
  return await run(0);
}

/** Whether a path lies at or below `pattern`, a URLPattern pathname or `*`. */
export function coversBelow(pattern: string): (pathname: string) => boolean {
  if (pattern === "*" || pattern === "/") return () => true;
  const at = new URLPattern({ pathname: pattern }), below = new URLPattern({ pathname: `${pattern}/*` });
  return (pathname) => at.test({ pathname }) || below.test({ pathname });
}

/** Turns what is thrown inside into an error page, in the layouts that lie outside. */
function boundary<State>(
  ctx: RequestContext<State>,
  onError: MiddlewareFn<State>,
  layouts: readonly Layout[],
): MiddlewareFn<State> {
  return async () => {
    try {
      return await ctx.next();
    } catch (error) {
      if (ctx.config.mode === "development" && !(error instanceof HttpError)) console.error(error);
      Object.assign(ctx, { error, layouts });
      return await onError(ctx);
    }
  };
}
