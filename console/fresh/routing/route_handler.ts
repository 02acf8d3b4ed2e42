import { HttpError } from "../http_error.ts";
import { renderPage } from "../rendering/render_page.tsx";
import type { RequestContext } from "../request_context.ts";
import type { HandlerFn, MiddlewareFn, PageResponse, Route } from "../types.ts";

/** Answers with a route's handler for the method, and its page where the handler gives data or there is none. */
export function routeHandler<State>(route: Route<State>): MiddlewareFn<State> {
  const handlers = route.handlers ?? route.handler;
  return async (context) => {
    const ctx = context as RequestContext<State>;
    const handler = typeof handlers === "function" ? handlers : handlers?.[handlerName(route, ctx.req.method)];
    if (handler === undefined && (!isRead(ctx.req.method) || route.component === undefined)) return wrongMethod(route);
    const result = await (handler as HandlerFn<unknown, State> | undefined)?.(ctx) ?? { data: undefined };
    return result instanceof Response ? result : await renderRoute(ctx, route, result);
  };
}

/** Answers with an error page; its status is the error's, unless a handler of the page says another. */
export function errorHandler<State>(route: Route<State>): MiddlewareFn<State> {
  const { component, handler, handlers } = route;
  const respond = handlers ?? handler;
  return async (context) => {
    const ctx = context as RequestContext<State>;
    const own = typeof respond === "function" ? await respond(ctx) : { data: undefined };
    if (own instanceof Response) return own;
    const status = own.status ?? (ctx.error instanceof HttpError ? ctx.error.status : 500);
    return await renderRoute(ctx, { ...route, component }, { ...own, status });
  };
}

function renderRoute<State>(
  ctx: RequestContext<State>,
  route: Route<State>,
  { data, status, headers }: PageResponse<unknown>,
): Promise<Response> {
  if (route.component === undefined) throw new Error(`The route ${ctx.route} gives data, but has no page to show it.`);
  return renderPage(ctx, route.component, data, { status, headers }, route.config);
}

function handlerName<State>(route: Route<State>, method: string): "GET" {
  const handlers = route.handlers ?? route.handler ?? {};
  return (method === "HEAD" && !("HEAD" in handlers) ? "GET" : method) as "GET";
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function wrongMethod<State>(route: Route<State>): Response {
  const allowed = new Set(Object.keys(route.handlers ?? route.handler ?? {}));
  if (route.component !== undefined) allowed.add("GET");
  return methodNotAllowed([...allowed]);
}

export function methodNotAllowed(allowed: readonly string[]): Response {
  return new Response("Method Not Allowed", { status: 405, headers: { allow: allowed.join(", ") } });
}
