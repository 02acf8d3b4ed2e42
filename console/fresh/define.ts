import type { HandlerByMethod, HandlerFn, Middleware, PageComponent, PageResponse } from "./types.ts";

/** Gives handlers, pages, layouts and middlewares their types; at run time each returns what it is given. */
export function createDefine<State>() {
  return {
    handlers: <H extends HandlerFn<unknown, State> | HandlerByMethod<unknown, State>>(handlers: H): H => handlers,
    page: <H = never>(component: PageComponent<DataOf<H>, State>): PageComponent<DataOf<H>, State> => component,
    layout: (component: PageComponent<never, State>): PageComponent<never, State> => component,
    middleware: <M extends Middleware<State>>(middleware: M): M => middleware,
  };
}

export type Define<State> = ReturnType<typeof createDefine<State>>;

/** Hands `data` from a handler to the page component of its route. */
export function page(): PageResponse<undefined>;
export function page<Data>(data: Data, options?: Omit<PageResponse<Data>, "data">): PageResponse<Data>;
export function page<Data>(data?: Data, options: Omit<PageResponse<Data>, "data"> = {}): PageResponse<unknown> {
  return { ...options, data };
}

/** What the handlers of a route, one for all methods or one for each, may hand to its page. */
export type DataOf<H> = [H] extends [never] ? unknown
  : H extends Handler ? DataOfResult<H>
  : { [M in keyof H]: DataOfResult<H[M]> }[keyof H];

type Handler = (...args: never[]) => unknown;
type DataOfResult<H> = H extends Handler
  ? Awaited<ReturnType<H>> extends infer Result ? Result extends PageResponse<infer Data> ? Data : never
  : never
  : never;
