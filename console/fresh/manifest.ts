import type { PageComponent, Route } from "./types.ts";

/** What the Vite plugin tells the server about the application: its routes, its islands, and where the browser finds them. */
export interface Manifest {
  mode: "development" | "production";
  /** Changes with every change of the static files; `asset()` puts it into their addresses. */
  buildId: string;
  routes: readonly RouteFile[];
  islands: readonly IslandFile[];
  /** The module that hydrates, and what it imports. */
  hydrate: ClientModule;
  /** Scripts that every page loads: none in production. */
  scripts: readonly string[];
  styles: readonly string[];
  /** Production: every file that may be served, by its path in the address. */
  files: Readonly<Record<string, StaticFile>>;
  /** Opens one of `files`. */
  openFile(path: string): Promise<ReadableStream<Uint8Array>>;
}

export interface RouteFile {
  /** From the routes folder, with `/`. */
  path: string;
  module: RouteModule;
}

export interface RouteModule extends Omit<Route<unknown>, "component"> {
  // deno-lint-ignore no-explicit-any -- a page, a layout, the app wrapper or a middleware: its file's name tells which.
  default?: PageComponent<any, any>;
}

export interface ClientModule {
  url: string;
  /** Further modules that it imports, to be fetched at the same time. */
  imports: readonly string[];
}

export interface IslandFile extends ClientModule {
  /** Unique among the islands; letters, digits and `_`. */
  name: string;
  styles: readonly string[];
  module: Record<string, unknown>;
}

export interface StaticFile {
  type: string;
  /** Of the content. */
  etag: string;
  size: number;
  /** Whether the file's name changes with its content. */
  immutable: boolean;
}

export const EMPTY_MANIFEST: Manifest = {
  mode: "production",
  buildId: "",
  routes: [],
  islands: [],
  hydrate: { url: "", imports: [] },
  scripts: [],
  styles: [],
  files: {},
  openFile: (path) => Promise.reject(new Error(`No such file: ${path}`)),
};
