import type { ComponentChildren, VNode } from "preact";
import type { RequestContext } from "../request_context.ts";
import type { LayoutConfig, PageComponent, PageProps } from "../types.ts";
import { documentHtml } from "./document_html.tsx";
import { PageRender } from "./page_render.ts";

// deno-lint-ignore no-explicit-any -- pages, layouts and the app wrapper differ only in what they take as data.
type AnyComponent = PageComponent<any, any>;

/** Renders a page in its layouts and the app wrapper; a page that returns a Response is answered with that. */
export async function renderPage<State>(
  ctx: RequestContext<State>,
  page: AnyComponent,
  data: unknown,
  init: ResponseInit = {},
  config: LayoutConfig = {},
): Promise<Response> {
  let content: ComponentChildren = null;
  for (const component of [page, ...wrappers(ctx, config)]) {
    const inner = content;
    const element = await toElement(component, pageProps(ctx, data, () => <>{inner}</>));
    if (element instanceof Response) return element;
    content = element;
  }
  const render = new PageRender(ctx.manifest, ctx.nonce);
  try {
    const html = documentHtml(render, <>{content}</>);
    const headers = new Headers(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "text/html; charset=utf-8");
    return new Response(html, { ...init, headers });
  } catch (error) {
    if (error instanceof EarlyResponse) return error.response;
    throw error;
  } finally {
    render.restore();
  }
}

/** Innermost first. */
function wrappers<State>(ctx: RequestContext<State>, config: LayoutConfig): AnyComponent[] {
  let wrapped: AnyComponent[] = [];
  let skipAppWrapper = config.skipAppWrapper ?? false;
  for (const layout of config.skipInheritedLayouts ? [] : ctx.layouts) {
    if (layout.config.skipInheritedLayouts) wrapped = [];
    skipAppWrapper ||= layout.config.skipAppWrapper ?? false;
    wrapped.unshift(layout.component as AnyComponent);
  }
  return skipAppWrapper || ctx.appWrapper === null ? wrapped : [...wrapped, ctx.appWrapper as AnyComponent];
}

function pageProps<State>(
  ctx: RequestContext<State>,
  data: unknown,
  Component: PageProps["Component"],
): PageProps<unknown, State> {
  const { config, url, req, params, info, state, error, route } = ctx;
  return { config, url, req, params, info, state, error, route, data, Component, isPartial: false };
}

/** Async components are awaited here, since rendering is synchronous; the others are rendered, so that hooks work. */
async function toElement(component: AnyComponent, props: PageProps<unknown, unknown>): Promise<VNode | Response> {
  if (component instanceof AsyncFunction) {
    const result = await component(props);
    return result instanceof Response ? result : <>{result as ComponentChildren}</>;
  }
  const Rendered = () => {
    const result = component(props);
    if (result instanceof Response) throw new EarlyResponse(result);
    if (result instanceof Promise) throw new Error("A component that gives a promise must be an async function.");
    return <>{result}</>;
  };
  return <Rendered />;
}

/** Carries a Response out of the rendering that a page has thereby ended. */
class EarlyResponse {
  constructor(readonly response: Response) {}
}

const AsyncFunction = (async () => {}).constructor as unknown as new () => (props: unknown) => Promise<unknown>;
