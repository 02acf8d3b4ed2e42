import { HttpError } from "./http_error.ts";
import { EMPTY_MANIFEST, type Manifest } from "./manifest.ts";
import { RequestContext } from "./request_context.ts";
import { fileRoutes } from "./routing/file_routes.ts";
import { methodNotAllowed, routeHandler } from "./routing/route_handler.ts";
import { RouteTable } from "./routing/route_table.ts";
import { coversBelow, runScopes, type Scope } from "./routing/scope.ts";
import type { Method, Middleware, MiddlewareFn, PageComponent, Route } from "./types.ts";

/** Collects middlewares, layouts and routes, from top to bottom: each covers what is added after it. */
export class App<State> {
  readonly #steps: ((routing: Routing<State>) => void)[] = [];

  get = this.#forMethod("GET");
  head = this.#forMethod("HEAD");
  post = this.#forMethod("POST");
  put = this.#forMethod("PUT");
  patch = this.#forMethod("PATCH");
  delete = this.#forMethod("DELETE");
  all = this.#forMethod("ALL");

  use(path: string, ...middlewares: Middleware<State>[]): this;
  use(...middlewares: Middleware<State>[]): this;
  use(...items: (string | Middleware<State>)[]): this {
    const path = typeof items[0] === "string" ? items.shift() as string : "*";
    return this.#scope(path, { middlewares: (items as Middleware<State>[]).flat() });
  }

  route(path: string, route: Route<State>): this {
    return this.all(path, routeHandler(route));
  }

  /** Answers for what is thrown at or below a path; without a path, everywhere. */
  onError(handler: MiddlewareFn<State>): this;
  onError(path: string, handler: MiddlewareFn<State>): this;
  onError(...items: [MiddlewareFn<State>] | [string, MiddlewareFn<State>]): this {
    return items.length === 1 ? this.onError("*", items[0]) : this.#scope(items[0], { onError: items[1] });
  }

  /** Answers for every 404, thrown or for want of a route, in place of the error pages. */
  notFound(handler: MiddlewareFn<State>): this {
    return this.#step((routing) => routing.notFound = handler);
  }

  /** Adds the routes folder here. */
  fsRoutes(): this {
    return this.#step((routing) => {
      const files = fileRoutes<State>(routing.manifest);
      for (const { pattern, scopes, handler } of files.routes) {
        routing.table.add(pattern, "ALL", { scopes: [...routing.scopes, ...scopes], handler });
      }
      routing.scopes.push(...files.scopes);
      routing.appWrapper = files.appWrapper;
    });
  }

  /** The function that answers requests. What is added to the app later is not in it. */
  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const manifest = manifests.get(this) ?? EMPTY_MANIFEST;
    const routing: Routing<State> = { manifest, table: new RouteTable(), scopes: [], appWrapper: null, notFound: null };
    for (const step of this.#steps) step(routing);
    return async (request, info = NO_INFO) => {
      const response = await respond(new RequestContext<State>(request, info, manifest, routing.appWrapper), routing);
      if (request.method !== "HEAD") return response;
      await response.body?.cancel();
      return new Response(null, response);
    };
  }

  #forMethod(method: Method | "ALL") {
    return (path: string, ...items: Middleware<State>[]): this => {
      const middlewares = items.flat();
      const handler = middlewares.pop()!;
      return this.#step(({ table, scopes }) =>
        table.add(path, method, { scopes: [...scopes, { covers: () => true, middlewares }], handler })
      );
    };
  }

  #scope(path: string, scope: Omit<Scope<State>, "covers">): this {
    return this.#step(({ scopes }) => scopes.push({ ...scope, covers: coversBelow(path) }));
  }

  #step(step: (routing: Routing<State>) => void): this {
    this.#steps.push(step);
    return this;
  }
}

/** For the server that the Vite plugin builds: gives the app its files, before `handler()` is called. */
export function attachManifest<State>(app: App<State>, manifest: Manifest): void {
  manifests.set(app, manifest);
}

/** What the steps of an app add up to. */
interface Routing<State> {
  readonly manifest: Manifest;
  readonly table: RouteTable<{ scopes: readonly Scope<State>[]; handler: MiddlewareFn<State> }>;
  readonly scopes: Scope<State>[];
  appWrapper: PageComponent<never, State> | null;
  notFound: MiddlewareFn<State> | null;
}

// Keyed by the app and not a field of it: the class has Fresh's own members and no more.
const manifests = new WeakMap<object, Manifest>();

const NO_INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 0 },
  completed: Promise.resolve(),
};

async function respond<State>(ctx: RequestContext<State>, routing: Routing<State>): Promise<Response> {
  const match = routing.table.find(ctx.url.pathname, ctx.req.method);
  let scopes: readonly Scope<State>[] = routing.scopes;
  let handler: MiddlewareFn<State> = () => Promise.reject(new HttpError(404));
  if (match.kind === "found") {
    ({ scopes, handler } = match.entry);
    Object.assign(ctx, { params: match.params, route: match.pattern });
  } else if (match.kind === "wrong_method") handler = () => methodNotAllowed(match.allowed);
  try {
    return await runScopes(ctx, with404(scopes, routing.notFound), handler);
  } catch (error) {
    if (error instanceof HttpError && error.status < 500) return new Response(error.message, { status: error.status });
    if (ctx.config.mode === "development") throw error;
    console.error(error);
    return new Response("Internal Server Error", { status: error instanceof HttpError ? error.status : 500 });
  }
}

/** A 404 passes by the error pages, and is answered inside the middlewares, so that they see the answer. */
function with404<State>(
  scopes: readonly Scope<State>[],
  notFound: MiddlewareFn<State> | null,
): readonly Scope<State>[] {
  if (notFound === null) return scopes;
  const onlyFor = (is404: boolean, onError: MiddlewareFn<State>): MiddlewareFn<State> => (ctx) =>
    is404 === (ctx.error instanceof HttpError && ctx.error.status === 404) ? onError(ctx) : Promise.reject(ctx.error);
  const page: Scope<State> = { covers: () => true, onError: onlyFor(true, notFound) };
  const others = scopes.map((scope) => scope.onError ? { ...scope, onError: onlyFor(false, scope.onError) } : scope);
  return [...others.flatMap((scope) => [page, scope]), page];
}
