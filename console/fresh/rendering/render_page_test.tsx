import assert from "node:assert/strict";
import { signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { test } from "../../../testing/test.ts";
import { App, attachManifest } from "../app.ts";
import { EMPTY_MANIFEST } from "../manifest.ts";
import { Head } from "../runtime/head.ts";
import type { Context } from "../types.ts";

function Counter({ start, children }: { start: number; children?: ComponentChildren }) {
  if (start < 0) throw new Error("negative");
  return <button type="button">{start}{children}</button>;
}
const Wrapper = ({ shown, children }: { shown: boolean; children?: ComponentChildren }) => (
  <div>
    {shown && children}
    <Counter start={9} />
  </div>
);

const Through = ({ children }: { children?: ComponentChildren }) => children;

function handlerOf(render: (ctx: Context<unknown>) => Response | Promise<Response>) {
  const app = new App().get("/", render);
  attachManifest(app, {
    ...EMPTY_MANIFEST,
    hydrate: { url: "/h.js", imports: ["/p.js"] },
    styles: ["/all.css"],
    islands: [
      { name: "Counter", url: "/c.js", imports: ["/p.js"], styles: ["/c.css"], module: { default: Counter } },
      { name: "Wrapper", url: "/w.js", imports: ["/p.js"], styles: [], module: { Wrapper } },
      { name: "Through", url: "/t.js", imports: [], styles: [], module: { default: Through } },
    ],
  });
  const handler = app.handler();
  return async () => await (await handler(new Request("http://localhost/"))).text();
}

test("renderPage() gives a page without islands no script at all", async () => {
  const html = await handlerOf((ctx) =>
    ctx.render(
      <html>
        <head></head>
        <body>
          <h1>x</h1>
        </body>
      </html>,
    )
  )();
  assert.equal(
    html,
    '<!DOCTYPE html><html><head><link rel="stylesheet" href="/all.css"/></head><body><h1>x</h1></body></html>',
  );
});

test("renderPage() marks islands, and loads those of the page alone", async () => {
  const html = await handlerOf((ctx) =>
    ctx.render(
      <main>
        <Counter start={1} />
      </main>,
    )
  )();
  assert.match(
    html,
    /<main><!--fresh:island:0:Counter:default--><button type="button">1<\/button><!--\/fresh:island:0--><\/main>/,
  );
  assert.match(
    html,
    /import\{hydrateIslands\}from"\/h.js";import\*as i0 from"\/c.js";hydrateIslands\(\{Counter:i0\}\)/,
  );
  assert.deepEqual([...html.matchAll(/modulepreload" href="([^"]+)/g)].map((match) => match[1]), [
    "/h.js",
    "/p.js",
    "/c.js",
  ]);
  assert.match(html, /c\.css/);
  assert.doesNotMatch(html, /w\.js/);
});

test("renderPage() marks slots, and the islands in them, but no island inside another's own code", async () => {
  const html = await handlerOf((ctx) =>
    ctx.render(
      <Wrapper shown>
        <p>static</p> and <Counter start={2} />
      </Wrapper>,
    )
  )();
  assert.match(html, /<!--fresh:slot:1--><p>static<\/p> and <!--fresh:island:1:Counter:default--><button/);
  assert.match(html, /<!--\/fresh:slot:1--><button type="button">9<\/button><\/div><!--\/fresh:island:0-->/);
  assert.match(html, /\["Slot",\d\]/);
});

test("renderPage() keeps a slot that is not shown, with its islands, in a template", async () => {
  const html = await handlerOf((ctx) =>
    ctx.render(
      <Wrapper shown={false}>
        <Counter start={3}>
          <b>deep</b>
        </Counter>
      </Wrapper>,
    )
  )();
  assert.match(
    html,
    /<template><!--fresh:slot:1--><!--fresh:island:1:Counter:default--><button type="button">3<!--fresh:slot:2--><b>deep/,
  );
});

test("renderPage() sees a slot that is all an island returns", async () => {
  const html = await handlerOf((ctx) =>
    ctx.render(
      <Through>
        <p>a</p>
        <p>b</p>
      </Through>,
    )
  )();
  assert.match(html, /<!--fresh:island:0:Through:default--><!--fresh:slot:1--><p>a<\/p><p>b<\/p><!--\/fresh:slot:1-->/);
  assert.doesNotMatch(html, /<template>/);
});

test("renderPage() gives an element that a module keeps back as it was", async () => {
  const kept = <Counter start={4} />;
  const get = handlerOf((ctx) => ctx.render(<p>{kept}</p>));
  const first = await get();
  assert.match(first, /fresh:island:0/);
  assert.equal(await get(), first);
});

test("renderPage() puts Head in place of what it stands for", async () => {
  const html = await handlerOf((ctx) =>
    ctx.render(
      <html>
        <head>
          <title>App</title>
          <meta name="a" content="1" />
          <link key="k" rel="x" />
          <meta id="m" />
        </head>
        <body>
          <Head>
            <title>Page {2}</title>
            <meta name="a" content="$&" />
            <link key="k" rel="y" />
          </Head>
          <Head>
            <meta id="m" content="z" />
            <meta name="b" />
          </Head>
        </body>
      </html>,
    )
  )();
  assert.match(
    html,
    /<head><title>Page 2<\/title><meta name="a" content="\$&amp;"\/><link rel="y"\/><meta id="m" content="z"\/><meta name="b"\/><link rel="s/,
  );
});

test("renderPage() runs hooks in pages, and a failed page listens to nothing", async () => {
  let listeners = 0;
  const read = signal(0), later = signal(0, { watched: () => listeners++ });
  const Broken = () => {
    void read.value;
    throw new Error("broken");
  };
  const Fine = () => <p>{useSignal(5).value}</p>;
  let isBroken = true;
  const get = handlerOf((ctx) => ctx.render(isBroken ? <Broken /> : <Fine />));
  const log = console.error;
  console.error = () => {};
  assert.equal(await get(), "Internal Server Error");
  console.error = log;
  void later.value;
  assert.equal(listeners, 0);
  isBroken = false;
  assert.match(await get(), /<p>5<\/p>/);
});
