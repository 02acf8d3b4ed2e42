import { HttpError } from "../http_error.ts";
import { renderPage } from "../rendering/render_page.tsx";
import type { RequestContext } from "../request_context.ts";
import type { HandlerFn, MiddlewareFn, Route } from "../types.ts";

/** Answers with a route's handler for the method, and its page where the handler gives data or there is none. */
export function routeHandler<State>(route: Route<State>): MiddlewareFn<State> {
  const { component, handlers = route.handler ?? {}, config } = route;
  return async (ctx) => {
    const { method } = ctx.req;
    const isRead = method === "GET" || method === "HEAD";
    const byMethod = handlers as Record<string, HandlerFn<unknown, State>>;
    const handler = typeof handlers === "function" ? handlers : byMethod[method] ?? (isRead ? byMethod.GET : undefined);
    if (handler === undefined && (component === undefined || !isRead)) {
      return methodNotAllowed([...Object.keys(handlers), ...component === undefined ? [] : ["GET"]]);
    }
    const result = await handler?.(ctx) ?? { data: undefined };
    if (result instanceof Response) return result;
    if (component === undefined) throw new Error(`The route ${ctx.route} gives data, but has no page to show it.`);
    // An error page has the error's status, if its handler does not say another.
    const status = result.status ??
      (ctx.error === null ? 200 : ctx.error instanceof HttpError ? ctx.error.status : 500);
    const { data, headers } = result;
    return await renderPage(ctx as RequestContext<State>, component, data, { status, headers }, config);
  };
}

export function methodNotAllowed(allowed: readonly string[]): Response {
  return new Response("Method Not Allowed", { status: 405, headers: { allow: [...new Set(allowed)].join(", ") } });
}

/** Error pages answer to every method: only a handler that is a function is asked. */
export function errorHandler<State>(route: Route<State>): MiddlewareFn<State> {
  const handlers = route.handlers ?? route.handler;
  const respond: HandlerFn<unknown, State> = typeof handlers === "function" ? handlers : () => ({ data: undefined });
  return routeHandler({ ...route, handlers: respond });
}
