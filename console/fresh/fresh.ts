/** The server's side of the layer under Fresh's own names: `fresh`. */
export { App } from "./app.ts";
export { createDefine, page } from "./define.ts";
export type { Define } from "./define.ts";
export { HttpError } from "./http_error.ts";
export { csp } from "./middleware/csp.ts";
export type { CSPOptions } from "./middleware/csp.ts";
export { csrf } from "./middleware/csrf.ts";
export type { CsrfOptions } from "./middleware/csrf.ts";
export { staticFiles } from "./middleware/static_files.ts";
export type {
  Context,
  FreshContext,
  HandlerByMethod,
  HandlerFn,
  LayoutConfig,
  Method,
  Middleware,
  MiddlewareFn,
  PageProps,
  PageResponse,
  ResolvedFreshConfig,
  Route,
  RouteConfig,
  RouteHandler,
} from "./types.ts";
