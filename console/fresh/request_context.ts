import type { VNode } from "preact";
import type { Manifest } from "./manifest.ts";
import { renderPage } from "./rendering/render_page.tsx";
import type { Context, LayoutConfig, PageComponent, ResolvedFreshConfig } from "./types.ts";

/** One request's context. What is not in `Context` is for the layer itself. */
export class RequestContext<State> implements Context<State> {
  readonly config: ResolvedFreshConfig;
  readonly url: URL;
  readonly state = {} as State;
  params: Record<string, string> = {};
  route: string | null = null;
  error: unknown = null;
  next: () => Promise<Response> = () => Promise.reject(new Error("There is no next handler."));
  /** Outermost first. */
  layouts: readonly Layout[] = [];
  /** Goes onto every script and style of the page; null without a `csp()` that asks for it. */
  nonce: string | null = null;

  constructor(
    readonly req: Request,
    readonly info: Deno.ServeHandlerInfo,
    readonly manifest: Manifest,
    readonly appWrapper: PageComponent<never, State> | null,
  ) {
    this.url = new URL(req.url);
    this.config = { basePath: "", mode: manifest.mode };
  }

  redirect(pathOrUrl: string, status = 302): Response {
    // `//host` and `/\host` name another host, and a path that a reader put together must not.
    const location = pathOrUrl.replace(/^[/\\]{2,}/, "/");
    return new Response(null, { status, headers: { location } });
  }

  render(content: VNode | null, init?: ResponseInit, config?: LayoutConfig): Promise<Response> {
    return renderPage(this, () => content, undefined, init, config);
  }
}

export interface Layout {
  // deno-lint-ignore no-explicit-any -- the application's State, which the layer never looks into.
  component: PageComponent<any, any>;
  config: LayoutConfig;
}
