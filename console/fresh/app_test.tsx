import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { App } from "./app.ts";
import { HttpError } from "./http_error.ts";

interface State {
  seen: string[];
}

const origin = "http://localhost";
const get = (app: App<State>, path: string, init?: RequestInit) => app.handler()(new Request(origin + path, init));
const mark = (name: string) => (ctx: { state: State; next(): Promise<Response> }) => {
  ctx.state.seen = [...ctx.state.seen ?? [], name];
  return ctx.next();
};

test("App.use() covers what is added after it, from left to right, at or below its path", async () => {
  const app = new App<State>()
    .use(mark("a"), mark("b"))
    .get("/early", (ctx) => new Response(ctx.state.seen.join()))
    .use([mark("c")])
    .use("/deep", mark("d"))
    .get("/deep/er", mark("e"), (ctx) => new Response(ctx.state.seen.join()))
    .get("/deeper", (ctx) => new Response(ctx.state.seen.join()));
  assert.equal(await (await get(app, "/early")).text(), "a,b");
  assert.equal(await (await get(app, "/deep/er")).text(), "a,b,c,d,e");
  assert.equal(await (await get(app, "/deeper")).text(), "a,b,c");
});

test("App.handler() prefers literal paths, then patterns in order, and decodes parameters", async () => {
  const app = new App<State>()
    .get("/:any", (ctx) => new Response(`any ${ctx.params.any} ${ctx.route}`))
    .get("/:other", () => new Response("never"))
    .get("/exact", () => new Response("exact"))
    .get("/files/*", (ctx) => new Response(ctx.params[0]));
  assert.equal(await (await get(app, "/exact")).text(), "exact");
  assert.equal(await (await get(app, "/a%20b")).text(), "any a b /:any");
  assert.equal(await (await get(app, "/bad%E0")).text(), "any bad%E0 /:any");
  assert.equal(await (await get(app, "/files/x/y")).text(), "x/y");
});

test("App.handler() answers HEAD by GET, other methods with 405, and what is nowhere with 404", async () => {
  const app = new App<State>().get("/", () => new Response("body", { headers: { "x-a": "b" } })).post(
    "/only",
    () => new Response("posted"),
  ).all("/all", (ctx) => new Response(ctx.req.method));
  const head = await get(app, "/", { method: "HEAD" });
  assert.deepEqual([head.status, head.headers.get("x-a"), await head.text()], [200, "b", ""]);
  const wrong = await get(app, "/only");
  assert.deepEqual([wrong.status, wrong.headers.get("allow")], [405, "POST"]);
  assert.equal(await (await get(app, "/all", { method: "PATCH" })).text(), "PATCH");
  assert.equal((await get(app, "/nowhere")).status, 404);
});

test("App.onError() answers for what is thrown below it, the nearest first", async () => {
  const message = (ctx: { error: unknown }) => (ctx.error as Error).message;
  const app = new App<State>()
    .onError("*", (ctx) => new Response(`outer ${message(ctx)}`, { status: 500 }))
    .onError("/in", (ctx) => {
      if (message(ctx) === "again") throw ctx.error;
      return new Response(`inner ${message(ctx)}`, { status: 500 });
    })
    .use("/in", (ctx) => ctx.url.searchParams.has("early") ? Promise.reject(new Error("early")) : ctx.next())
    .get("/in/:what", (ctx) => Promise.reject(new Error(ctx.params.what)))
    .get("/out", () => {
      throw new HttpError(418, "teapot");
    });
  assert.equal(await (await get(app, "/in/a")).text(), "inner a");
  assert.equal(await (await get(app, "/in/a?early")).text(), "inner early");
  assert.equal(await (await get(app, "/in/again")).text(), "outer again");
  assert.equal(await (await get(app, "/out")).text(), "outer teapot");
  assert.equal(await (await get(app, "/nowhere")).text(), "outer Not Found");
});

test("App.notFound() answers every 404 inside the middlewares and in place of the error pages", async () => {
  const app = new App<State>()
    .use(async (ctx) => {
      const response = await ctx.next();
      response.headers.set("x-seen", "yes");
      return response;
    })
    .use("/hidden", () => Promise.reject(new HttpError(404)))
    .onError(() => new Response("error page", { status: 500 }))
    .notFound((ctx) => ctx.render(<h1>nothing at {ctx.url.pathname}</h1>, { status: 404 }))
    .get("/thrown", () => Promise.reject(new HttpError(404)))
    .get("/fault", () => Promise.reject(new Error("x")));
  for (const path of ["/nowhere", "/thrown", "/hidden/x"]) {
    const response = await get(app, path);
    assert.deepEqual([response.status, response.headers.get("x-seen")], [404, "yes"]);
    assert.match(await response.text(), /nothing at \//);
  }
  assert.equal((await get(app, "/fault")).status, 500);
});

test("App.handler() tells no more of a fault than that there is one", async () => {
  const log = console.error;
  const logged: unknown[] = [];
  console.error = (error) => logged.push(error);
  try {
    const app = new App<State>().get("/", () => Promise.reject(new Error("secret")));
    const response = await get(app, "/");
    assert.deepEqual([response.status, await response.text()], [500, "Internal Server Error"]);
    assert.equal((logged[0] as Error).message, "secret");
  } finally {
    console.error = log;
  }
});

test("Context.redirect() does not leave for another host by slashes", async () => {
  const app = new App<State>().get("/", (ctx) => ctx.redirect(ctx.url.searchParams.get("to")!, 303));
  for (
    const [to, location] of [["/a//b?c", "/a//b?c"], ["//evil", "/evil"], ["/\\evil", "/evil"], [
      "https://x/",
      "https://x/",
    ]]
  ) {
    const response = await get(app, `/?to=${encodeURIComponent(to!)}`);
    assert.deepEqual([response.status, response.headers.get("location")], [303, location]);
  }
});

test("App.route() shows its component what its handler gives", async () => {
  const app = new App<State>()
    .route("/route", { handler: { GET: () => ({ data: 7, status: 201 }) }, component: ({ data }) => <b>{data}</b> });
  const route = await get(app, "/route");
  assert.deepEqual([route.status, await route.text()], [201, "<!DOCTYPE html><b>7</b>"]);
});
