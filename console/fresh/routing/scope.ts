import type { Layout, RequestContext } from "../request_context.ts";
import type { MiddlewareFn } from "../types.ts";

/** Something that lies around the routes below it; in an answer's chain they stand in the order they were added. */
export type Scope<State> =
  & { covers(pathname: string): boolean }
  & (
    | { kind: "middleware"; middleware: MiddlewareFn<State> }
    | { kind: "layout"; layout: Layout }
    | { kind: "error"; handler: MiddlewareFn<State> }
  );

/** Runs the scopes that cover the request's path, and `last` inside them. */
export function runScopes<State>(
  ctx: RequestContext<State>,
  scopes: readonly Scope<State>[],
  last: MiddlewareFn<State>,
): Promise<Response> {
  const chain: MiddlewareFn<State>[] = [];
  const layouts: Layout[] = [];
  for (const scope of scopes) {
    if (!scope.covers(ctx.url.pathname)) continue;
    if (scope.kind === "layout") layouts.push(scope.layout);
    else if (scope.kind === "middleware") chain.push(scope.middleware);
    else chain.push(boundary(ctx, scope.handler, [...layouts]));
  }
  ctx.layouts = layouts;
  return runChain(ctx, [...chain, last]);
}

/** Whether a path lies at or below `pattern`, a URLPattern pathname or `*`. */
export function coversBelow(pattern: string): (pathname: string) => boolean {
  if (pattern === "*" || pattern === "/" || pattern === "/*") return () => true;
  const at = new URLPattern({ pathname: pattern });
  const below = new URLPattern({ pathname: `${pattern.replace(/\/\*?$/, "")}/*` });
  return (pathname) => at.test({ pathname }) || below.test({ pathname });
}

function runChain<State>(ctx: RequestContext<State>, chain: readonly MiddlewareFn<State>[]): Promise<Response> {
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
  return run(0);
}

/** Turns what is thrown inside into an error page, in the layouts that lie outside. */
function boundary<State>(
  ctx: RequestContext<State>,
  handler: MiddlewareFn<State>,
  layouts: readonly Layout[],
): MiddlewareFn<State> {
  return async () => {
    try {
      return await ctx.next();
    } catch (error) {
      ctx.error = error;
      ctx.layouts = layouts;
      return await handler(ctx);
    }
  };
}
