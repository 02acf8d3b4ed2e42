import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { App, attachManifest } from "../app.ts";
import { page } from "../define.ts";
import { HttpError } from "../http_error.ts";
import { EMPTY_MANIFEST, type RouteModule } from "../manifest.ts";
import type { Context, PageProps } from "../types.ts";

interface State {
  seen?: string[];
}

type Props = PageProps<unknown, State>;

const layout = (name: string, config?: RouteModule["config"]): RouteModule => ({
  default: ({ Component }: Props) => (
    <div class={name}>
      <Component />
    </div>
  ),
  config,
});
const middleware = (name: string) => (ctx: Context<State>) => {
  ctx.state.seen = [...ctx.state.seen ?? [], name];
  return ctx.next();
};
const errorPage = (name: string): RouteModule => ({
  default: ({ error }: Props) => <p>{`${name}: ${(error as Error).message}`}</p>,
});

function handlerOf(routes: Record<string, RouteModule>) {
  const app = new App<State>().fsRoutes();
  attachManifest(app, {
    ...EMPTY_MANIFEST,
    routes: Object.entries(routes).map(([path, module]) => ({ path, module })),
  });
  const handler = app.handler();
  return async (path: string, method = "GET") => {
    const response = await handler(new Request(`http://localhost${path}`, { method }));
    return `${response.status} ${(await response.text()).replace("<!DOCTYPE html>", "")}`;
  };
}

test("fileRoutes() nests the special files of the folders, groups included", async () => {
  const get = handlerOf({
    "_app.tsx": {
      default: ({ Component }: Props) => (
        <body>
          <Component />
        </body>
      ),
    },
    "_layout.tsx": layout("root"),
    "_middleware.ts": { default: [middleware("root"), middleware("root2")] as never },
    "index.tsx": { default: ({ state }: Props) => <h1>{(state as State).seen?.join()}</h1> },
    "(group)/_layout.tsx": layout("group"),
    "(group)/_middleware.ts": { handler: middleware("group") as never },
    "(group)/in.tsx": { default: ({ state }: Props) => <h1>{(state as State).seen?.join()}</h1> },
    "(group)/sub/_layout.tsx": layout("sub", { skipInheritedLayouts: true }),
    "(group)/sub/index.tsx": { default: () => <h1>sub</h1> },
    "(group)/sub/alone.tsx": { default: () => <h1>alone</h1>, config: { skipInheritedLayouts: true } },
    "(group)/sub/naked.tsx": {
      default: () => <h1>naked</h1>,
      config: { skipInheritedLayouts: true, skipAppWrapper: true },
    },
  });
  assert.equal(await get("/"), `200 <body><div class="root"><h1>root,root2</h1></div></body>`);
  assert.equal(
    await get("/in"),
    `200 <body><div class="root"><div class="group"><h1>root,root2,group</h1></div></div></body>`,
  );
  assert.equal(await get("/sub"), `200 <body><div class="sub"><h1>sub</h1></div></body>`);
  assert.equal(await get("/sub/alone"), `200 <body><h1>alone</h1></body>`);
  assert.equal(await get("/sub/naked"), `200 <h1>naked</h1>`);
});

test("fileRoutes() answers errors with the nearest page, in the layouts at its level", async () => {
  const broken = { default: () => Promise.reject(new Error("broken")) as never };
  const get = handlerOf({
    "_layout.tsx": layout("root"),
    "_error.tsx": errorPage("root"),
    "a/_layout.tsx": layout("a"),
    "a/_error.tsx": errorPage("a"),
    "a/b/_layout.tsx": layout("b"),
    "a/b/broken.tsx": { handlers: { GET: () => Promise.reject(new Error("broken")) } },
    "a/b/page.tsx": {
      default: () => {
        throw new HttpError(403, "in the page");
      },
    },
    "c/_middleware.ts": { default: broken.default },
    "c/index.tsx": { default: () => <h1>c</h1> },
  });
  assert.equal(await get("/a/b/broken"), `500 <div class="root"><div class="a"><p>a: broken</p></div></div>`);
  assert.equal(await get("/a/b/page"), `403 <div class="root"><div class="a"><p>a: in the page</p></div></div>`);
  assert.equal(await get("/c"), `500 <div class="root"><p>root: broken</p></div>`);
  assert.equal(await get("/nowhere"), `404 <div class="root"><p>root: Not Found</p></div>`);
  assert.equal(await get("/a/nowhere", "POST"), `404 <div class="root"><div class="a"><p>a: Not Found</p></div></div>`);
});

test("fileRoutes() tries literal files before parameters, and answers by method", async () => {
  const get = handlerOf({
    "[...rest].tsx": { default: ({ params }: Props) => <i>{params.rest}</i> },
    "items/[id].tsx": {
      handlers: { POST: () => page({ ok: true }, { status: 201 }), DELETE: () => new Response("gone") },
      default: ({ params, data }: Props) => <b>{`${params.id} ${JSON.stringify(data)}`}</b>,
    },
    "items/new.tsx": { default: async () => await Promise.resolve(<b>new item</b>) },
    "over.ts": { config: { routeOverride: "/x/:module@:version" }, handler: (ctx) => new Response(ctx.params.version) },
    "api.ts": { handlers: { GET: () => new Response("got") } },
    "leave.tsx": { default: () => new Response("left", { status: 202 }) as never },
  });
  assert.equal(await get("/items/new"), "200 <b>new item</b>");
  assert.equal(await get("/items/7"), "200 <b>7 </b>".replace("7 ", "7 undefined"));
  assert.equal(await get("/items/7", "POST"), `201 <b>7 {&quot;ok&quot;:true}</b>`);
  assert.equal(await get("/items/7", "DELETE"), "200 gone");
  assert.equal(await get("/items/7", "PUT"), "405 Method Not Allowed");
  assert.equal(await get("/some/where/else"), "200 <i>some/where/else</i>");
  assert.equal(await get("/x/fresh@2.3"), "200 2.3");
  assert.equal(await get("/api", "HEAD"), "200 ");
  assert.equal(await get("/leave"), "202 left");
});
