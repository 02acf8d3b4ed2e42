import type { ComponentChildren, FunctionComponent, VNode } from "preact";

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

export interface ResolvedFreshConfig {
  basePath: string;
  mode: "development" | "production";
}

/** What every middleware, handler and page of one request shares. */
export interface Context<State> {
  readonly config: ResolvedFreshConfig;
  readonly req: Request;
  readonly url: URL;
  readonly info: Deno.ServeHandlerInfo;
  readonly params: Record<string, string>;
  /** The pattern that matched; null where none did. */
  readonly route: string | null;
  readonly state: State;
  /** What was thrown, on an error page; else null. */
  readonly error: unknown;
  /** Runs what comes next in the chain. */
  next(): Promise<Response>;
  /** Answers with a redirect, 302 by default. A target is never taken for another host by leading slashes. */
  redirect(pathOrUrl: string, status?: number): Response;
  /** Renders JSX inside the layouts and the app wrapper of the route. */
  render(content: VNode | null, init?: ResponseInit, config?: LayoutConfig): Promise<Response>;
}

export type FreshContext<State = unknown> = Context<State>;

export interface PageProps<Data = unknown, State = unknown>
  extends Pick<Context<State>, "config" | "url" | "req" | "params" | "info" | "state" | "error" | "route"> {
  data: Data;
  /** What a layout or the app wrapper wraps. */
  Component: FunctionComponent;
  isPartial: boolean;
}

type Awaitable<T> = T | Promise<T>;

export type MiddlewareFn<State> = (ctx: Context<State>) => Awaitable<Response>;
export type Middleware<State> = MiddlewareFn<State> | MiddlewareFn<State>[];

/** What a handler gives to the page component, with the status and headers of the answer. */
export interface PageResponse<Data> {
  data: Data;
  status?: number;
  headers?: HeadersInit;
}

export type HandlerFn<Data, State> = (ctx: Context<State>) => Awaitable<Response | PageResponse<Data>>;
export type HandlerByMethod<Data, State> = { [M in Method]?: HandlerFn<Data, State> };
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

export type PageComponent<Data, State> = (
  props: PageProps<Data, State>,
) => Awaitable<ComponentChildren | Response>;

export interface LayoutConfig {
  /** Leaves out the layouts of the folders above. */
  skipInheritedLayouts?: boolean;
  /** Leaves out `_app`. */
  skipAppWrapper?: boolean;
}

export interface RouteConfig extends LayoutConfig {
  /** A URLPattern pathname in place of the one that the file's path gives. */
  routeOverride?: string;
}

/** What `app.route()` takes: the same parts that a route file exports. */
export interface Route<State> {
  // deno-lint-ignore no-explicit-any -- what a handler gives and its component takes is for the two to agree on.
  component?: PageComponent<any, State>;
  handler?: RouteHandler<unknown, State>;
  handlers?: RouteHandler<unknown, State>;
  config?: RouteConfig;
}
