import type { Manifest, RouteFile } from "../manifest.ts";
import type { Middleware, PageComponent, Route } from "../types.ts";
import { errorHandler, routeHandler } from "./route_handler.ts";
import { comparePatterns, directoryPattern, routePattern } from "./route_pattern.ts";
import { coversBelow, type Scope } from "./scope.ts";

export interface FileRoute<State> {
  pattern: string;
  /** What the special files of the folders above add, outermost first. */
  scopes: Scope<State>[];
  handler: ReturnType<typeof routeHandler<State>>;
}

export interface FileRoutes<State> {
  routes: FileRoute<State>[];
  /** Those that also cover a path without a route: of folders that no group is part of. */
  scopes: Scope<State>[];
  appWrapper: PageComponent<never, State> | null;
}

/** Reads the routes folder: its routes, `_app`, and the `_layout`, `_error` and `_middleware` of each folder. */
export function fileRoutes<State>(manifest: Manifest): FileRoutes<State> {
  const files = new Map(manifest.routes.map((file) => [file.path.replace(/\.[a-z]+$/, ""), file]));
  const folders = new Set(manifest.routes.map((file) => folderOf(file.path)).flatMap(withParents));
  const scopes = new Map([...folders].map((folder) => [folder, folderScopes<State>(folder, files)]));
  const routes = manifest.routes.flatMap((file): FileRoute<State>[] => {
    const fromPath = routePattern(file.path);
    if (fromPath === null) return [];
    const route = asRoute<State>(file);
    return [{
      pattern: route.config?.routeOverride ?? fromPath,
      // The route lies below these folders, whatever a `routeOverride` makes of its address.
      scopes: withParents(folderOf(file.path)).flatMap((folder) => scopes.get(folder)!)
        .map((scope) => ({ ...scope, covers: () => true })),
      handler: routeHandler(route),
    }];
  });
  return {
    routes: routes.sort((left, right) => comparePatterns(left.pattern, right.pattern)),
    scopes: [...folders].filter((folder) => !folder.includes("(")).sort().flatMap((folder) => scopes.get(folder)!),
    appWrapper: (files.get("_app")?.module.default ?? null) as PageComponent<never, State> | null,
  };
}

/** Layout first, so that the folder's own error page lies in it; middleware last, so that its errors reach the page. */
function folderScopes<State>(folder: string, files: Map<string, RouteFile>): Scope<State>[] {
  const covers = coversBelow(directoryPattern(segmentsOf(folder)));
  const find = (name: string) => files.get(folder === "" ? name : `${folder}/${name}`);
  const scopes: Scope<State>[] = [];
  const layout = find("_layout")?.module;
  if (layout?.default) {
    scopes.push({ kind: "layout", covers, layout: { component: layout.default, config: layout.config ?? {} } });
  }
  const error = find("_error");
  if (error) scopes.push({ kind: "error", covers, handler: errorHandler(asRoute<State>(error)) });
  const { default: main, handlers, handler } = find("_middleware")?.module ?? {};
  const middlewares = (main ?? handlers ?? handler ?? []) as Middleware<State>;
  for (const middleware of [middlewares].flat()) scopes.push({ kind: "middleware", covers, middleware });
  return scopes;
}

function asRoute<State>({ module }: RouteFile): Route<State> {
  return { component: module.default, handlers: module.handlers ?? module.handler, config: module.config } as Route<
    State
  >;
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

function segmentsOf(folder: string): string[] {
  return folder === "" ? [] : folder.split("/");
}

/** `a/b` → ``, `a`, `a/b`. */
function withParents(folder: string): string[] {
  const segments = segmentsOf(folder);
  return [...Array(segments.length + 1).keys()].map((length) => segments.slice(0, length).join("/"));
}
