import type { HandlerByMethod, HandlerFn, Middleware, PageComponent, PageResponse, RouteHandler } from "./types.ts";

/** Gives handlers, pages, layouts and middlewares their types; at run time each returns what it is given. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    page: (component) => component,
    layout: (component) => component,
    middleware: (middleware) => middleware,
  };
}

export interface Define<State> {
  handlers<Handlers extends HandlerFn<unknown, State> | HandlerByMethod<unknown, State>>(handlers: Handlers): Handlers;
  page<Handlers = never>(component: PageComponent<DataOf<Handlers>, State>): PageComponent<DataOf<Handlers>, State>;
  layout(component: PageComponent<never, State>): PageComponent<never, State>;
  middleware<M extends Middleware<State>>(middleware: M): M;
}

/** Hands `data` from a handler to the page component of its route. */
export function page(): PageResponse<undefined>;
export function page<Data>(data: Data, options?: Omit<PageResponse<Data>, "data">): PageResponse<Data>;
export function page<Data>(data?: Data, options: Omit<PageResponse<Data>, "data"> = {}): PageResponse<unknown> {
  return { ...options, data };
}

/** What the handlers of a route may hand to its page. */
export type DataOf<Handlers> = [Handlers] extends [never] ? unknown
  : Handlers extends (...args: never[]) => infer Result ? DataOfResult<Awaited<Result>>
  : Handlers extends RouteHandler<unknown, infer _>
    ? { [M in keyof Handlers]: Handlers[M] extends (...args: never[]) => infer R ? DataOfResult<Awaited<R>> : never }[
      keyof Handlers
    ]
  : unknown;

type DataOfResult<Result> = Result extends PageResponse<infer Data> ? Data : never;
