import { HttpError } from "./http_error.ts";
import { EMPTY_MANIFEST, type Manifest } from "./manifest.ts";
import { type Layout, RequestContext } from "./request_context.ts";
import { fileRoutes } from "./routing/file_scopes.ts";
import { methodNotAllowed, routeHandler } from "./routing/route_handler.ts";
import { RouteTable } from "./routing/route_table.ts";
import { coversBelow, runScopes, type Scope } from "./routing/scope.ts";
import type { LayoutConfig, Method, Middleware, MiddlewareFn, PageComponent, Route } from "./types.ts";

/** Collects middlewares, layouts and routes, from top to bottom: each covers what is added after it. */
export class App<State> {
  readonly #steps: Step<State>[] = [];
  #notFound: MiddlewareFn<State> | null = null;
  #appWrapper: PageComponent<never, State> | null = null;

  use(path: string, ...middlewares: Middleware<State>[]): this;
  use(...middlewares: Middleware<State>[]): this;
  use(...items: (string | Middleware<State>)[]): this {
    const path = typeof items[0] === "string" ? items.shift() as string : "*";
    const covers = coversBelow(path);
    for (const middleware of (items as Middleware<State>[]).flat()) {
      this.#steps.push({ scope: { kind: "middleware", covers, middleware } });
    }
    return this;
  }

  get = this.#forMethod("GET");
  head = this.#forMethod("HEAD");
  post = this.#forMethod("POST");
  put = this.#forMethod("PUT");
  patch = this.#forMethod("PATCH");
  delete = this.#forMethod("DELETE");
  options = this.#forMethod("OPTIONS");
  all = this.#forMethod("ALL");

  route(path: string, route: Route<State>): this {
    return this.all(path, routeHandler(route));
  }

  layout(path: string, component: Layout["component"], config: LayoutConfig = {}): this {
    this.#steps.push({ scope: { kind: "layout", covers: coversBelow(path), layout: { component, config } } });
    return this;
  }

  appWrapper(component: PageComponent<never, State>): this {
    this.#appWrapper = component;
    return this;
  }

  /** Answers for what is thrown at or below a path; without a path, everywhere. */
  onError(handler: MiddlewareFn<State>): this;
  onError(path: string, handler: MiddlewareFn<State>): this;
  onError(...items: [MiddlewareFn<State>] | [string, MiddlewareFn<State>]): this {
    const [path, handler] = items.length === 2 ? items : ["*", items[0]];
    this.#steps.push({ scope: { kind: "error", covers: coversBelow(path), handler } });
    return this;
  }

  /** Answers for every 404, thrown or for want of a route, in place of the error pages. */
  notFound(handler: MiddlewareFn<State>): this {
    this.#notFound = handler;
    return this;
  }

  /** Adds the routes folder here. */
  fsRoutes(): this {
    this.#steps.push({ files: true });
    return this;
  }

  /** The function that answers requests. What is added to the app later is not in it. */
  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const manifest = manifests.get(this) ?? EMPTY_MANIFEST;
    const { table, scopes, appWrapper } = this.#compile(manifest);
    const notFound = this.#notFound;
    return async (request, info = NO_INFO) => {
      const ctx = new RequestContext<State>(request, info, manifest, appWrapper);
      const response = await respond(ctx, table, scopes, notFound);
      return request.method === "HEAD" ? new Response(null, response) : response;
    };
  }

  #forMethod(method: Method | "ALL") {
    return (path: string, ...middlewares: Middleware<State>[]): this => {
      this.#steps.push({ pattern: path, method, middlewares: middlewares.flat() });
      return this;
    };
  }

  #compile(manifest: Manifest) {
    const table = new RouteTable<Entry<State>>();
    const scopes: Scope<State>[] = [];
    let appWrapper = this.#appWrapper;
    for (const step of this.#steps) {
      if ("scope" in step) scopes.push(step.scope);
      else if ("pattern" in step) {
        const before = step.middlewares.slice(0, -1).map(everywhere);
        table.add(step.pattern, step.method, { scopes: [...scopes, ...before], last: step.middlewares.at(-1)! });
      } else {
        const files = fileRoutes<State>(manifest);
        for (const route of files.routes) {
          table.add(route.pattern, "ALL", { scopes: [...scopes, ...route.scopes], last: route.handler });
        }
        scopes.push(...files.scopes);
        appWrapper ??= files.appWrapper;
      }
    }
    return { table, scopes, appWrapper };
  }
}

/** For the server that the Vite plugin builds: gives the app its files, before `handler()` is called. */
export function attachManifest<State>(app: App<State>, manifest: Manifest): void {
  manifests.set(app, manifest);
}

interface Entry<State> {
  scopes: readonly Scope<State>[];
  last: MiddlewareFn<State>;
}

type Step<State> =
  | { scope: Scope<State> }
  | { pattern: string; method: Method | "ALL"; middlewares: MiddlewareFn<State>[] }
  | { files: true };

// Keyed by the app and not a field of it: the class has Fresh's own members and no more.
const manifests = new WeakMap<object, Manifest>();

const NO_INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 0 },
  completed: Promise.resolve(),
};

function everywhere<State>(middleware: MiddlewareFn<State>): Scope<State> {
  return { kind: "middleware", covers: () => true, middleware };
}

async function respond<State>(
  ctx: RequestContext<State>,
  table: RouteTable<Entry<State>>,
  scopes: readonly Scope<State>[],
  notFound: MiddlewareFn<State> | null,
): Promise<Response> {
  const match = table.find(ctx.url.pathname, ctx.req.method);
  if (match.kind === "found") {
    ctx.params = match.params;
    ctx.route = match.pattern;
  }
  const last = match.kind === "found"
    ? match.entry.last
    : match.kind === "wrong_method"
    ? () => methodNotAllowed(match.allowed)
    : () => Promise.reject(new HttpError(404));
  const around = match.kind === "found" ? match.entry.scopes : scopes;
  // A 404 passes by the error pages to the handler that is there for it.
  const steps = notFound === null ? around : around.map(passing404);
  try {
    return await runScopes(ctx, steps, last);
  } catch (error) {
    return await lastResort(ctx, error, notFound);
  }
}

function passing404<State>(scope: Scope<State>): Scope<State> {
  if (scope.kind !== "error") return scope;
  return { ...scope, handler: (ctx) => is404(ctx.error) ? Promise.reject(ctx.error) : scope.handler(ctx) };
}

async function lastResort<State>(
  ctx: RequestContext<State>,
  error: unknown,
  notFound: MiddlewareFn<State> | null,
): Promise<Response> {
  ctx.error = error;
  if (notFound !== null && is404(error)) return await notFound(ctx);
  if (error instanceof HttpError && error.status < 500) return new Response(error.message, { status: error.status });
  if (ctx.config.mode === "development") throw error;
  console.error(error);
  return new Response("Internal Server Error", { status: error instanceof HttpError ? error.status : 500 });
}

function is404(error: unknown): boolean {
  return error instanceof HttpError && error.status === 404;
}
