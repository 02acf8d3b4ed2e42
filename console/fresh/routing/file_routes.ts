import type { Manifest, RouteModule } from "../manifest.ts";
import type { Middleware, MiddlewareFn, PageComponent, Route } from "../types.ts";
import { errorHandler, routeHandler } from "./route_handler.ts";
import { comparePatterns, directoryPattern, routePattern } from "./route_pattern.ts";
import { coversBelow, type Scope } from "./scope.ts";

export interface FileRoutes<State> {
  /** In the order in which they are to be tried; the scopes are of the folders that the file lies in. */
  routes: { pattern: string; scopes: Scope<State>[]; handler: MiddlewareFn<State> }[];
  /** Those that also cover a path without a route: of folders that no group is part of. */
  scopes: Scope<State>[];
  appWrapper: PageComponent<never, State> | null;
}

/** Reads the routes folder: its routes, `_app`, and the `_layout`, `_error` and `_middleware` of each folder. */
export function fileRoutes<State>(manifest: Manifest): FileRoutes<State> {
  const modules = new Map(manifest.routes.map(({ path, module }) => ["/" + path.replace(/\.[a-z]+$/, ""), module]));
  const folders = new Set(manifest.routes.flatMap(({ path }) => foldersOf(path)));
  const scopes = new Map([...folders].map((folder) => [folder, folderScope<State>(folder, modules)]));
  const routes = manifest.routes.flatMap(({ path, module }) => {
    const pattern = module.config?.routeOverride ?? routePattern(path);
    if (pattern === null || routePattern(path) === null) return [];
    // The route lies in these folders, whatever a `routeOverride` makes of its address.
    const around = foldersOf(path).map((folder) => ({ ...scopes.get(folder)!, covers: () => true }));
    return [{ pattern, scopes: around, handler: routeHandler(asRoute<State>(module)) }];
  });
  return {
    routes: routes.sort((left, right) => comparePatterns(left.pattern, right.pattern)),
    scopes: [...folders].filter((folder) => !folder.includes("(")).sort().map((folder) => scopes.get(folder)!),
    appWrapper: (modules.get("/_app")?.default ?? null) as PageComponent<never, State> | null,
  };
}

function folderScope<State>(folder: string, modules: ReadonlyMap<string, RouteModule>): Scope<State> {
  const layout = modules.get(`${folder}/_layout`);
  const error = modules.get(`${folder}/_error`);
  const middleware = modules.get(`${folder}/_middleware`);
  const middlewares = middleware?.default ?? middleware?.handlers ?? middleware?.handler ?? [];
  return {
    covers: coversBelow(directoryPattern(folder.split("/").slice(1))),
    layout: layout?.default && { component: layout.default, config: layout.config ?? {} },
    onError: error && errorHandler(asRoute<State>(error)),
    middlewares: [middlewares as Middleware<State>].flat(),
  };
}

function asRoute<State>({ default: component, handlers, handler, config }: RouteModule): Route<State> {
  return { component, handlers: handlers ?? handler, config } as Route<State>;
}

/** `a/b/c.tsx` → ``, `/a`, `/a/b`. */
function foldersOf(path: string): string[] {
  const segments = path.split("/");
  return segments.map((_, depth) => segments.slice(0, depth).map((segment) => `/${segment}`).join(""));
}
