import assert from "node:assert/strict";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchChromium } from "../../testing/chromium.ts";
import { test } from "../../testing/test.ts";
import { assertStreams } from "./testing/streams.ts";
import { buildFixture, type RunningServer, serveBuild } from "./testing/vite_process.ts";
import { openWatched } from "./testing/watched_page.ts";

const RUNTIME_BYTES_MAX = 20 * 1024;

test("fresh() builds an application that serves and hydrates with --allow-net and --allow-read alone", async (context) => {
  const outDir = await Deno.makeTempDir({ prefix: "fresh-build-" });
  await buildFixture(outDir);
  const browser = await launchChromium();
  try {
    await using server = await serveBuild(outDir);
    for (const [name, check] of Object.entries(checks)) {
      const fn = () => check(browser, server, outDir);
      await context.step({ name, fn, sanitizeOps: false, sanitizeResources: false, sanitizeExit: false });
    }
  } finally {
    await browser.close();
    await Deno.remove(outDir, { recursive: true });
  }
});

const checks: Record<string, (browser: Browser, server: RunningServer, outDir: string) => Promise<void>> = {
  "islands hydrate with all their props, and the policy has nothing to forbid": async (browser, { url }) => {
    const { page, complaints } = await openWatched(browser, url);
    await page.locator("#facts:not(:text('waiting'))").waitFor();
    assert.doesNotMatch(await page.locator("#facts").innerText(), /false/);
    assert.equal(await page.title(), "Islands");
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).getPropertyValue("--from-style")), "yes");
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.querySelector("main")!).padding), "0px");
    assert.deepEqual(complaints, []);
    await page.close();
  },

  "a signal given to several islands is one signal, state stays their own": async (browser, { url }) => {
    const { page } = await openWatched(browser, url);
    await page.locator("#first button").click();
    await page.locator("#inside button").click();
    await page.locator("#inside button").click();
    const texts = await page.locator("output, output ~ span").allInnerTexts();
    assert.deepEqual(texts, ["6", "1", "6", "0", "6", "2"]);
    await page.close();
  },

  "the server's JSX stays where it stands, is kept while it is not shown, and comes back": async (browser, { url }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    let release = () => {};
    const held = new Promise<void>((resolve) => release = resolve);
    // Hydration waits until something has been typed and is focused.
    await page.route("**/hydrate_islands-*.js", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(url, { waitUntil: "commit" });
    await page.locator("#typed").fill("typed before hydration");
    const kept = await page.locator("#static").elementHandle();
    release();
    await page.locator("#facts:not(:text('waiting'))").waitFor();
    assert.equal(await page.locator("#typed").inputValue(), "typed before hydration");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "typed");
    assert.ok(await kept!.evaluate((element) => element === document.getElementById("static")));

    await page.getByText("Toggle inner").click();
    await page.getByText("innermost").waitFor({ state: "detached" });
    await page.getByText("Toggle outer").click();
    assert.equal(await page.locator("#outer > legend #title").innerText(), "Server title");
    assert.equal(await page.locator("#inside").count(), 0);
    await page.getByText("Toggle outer").click();
    await page.getByText("innermost").waitFor();
    await page.locator("#inside button").click();
    assert.deepEqual(await page.locator("output").allInnerTexts(), ["4", "4", "4"]);
    assert.equal(await page.locator("#static b").innerText(), "as it is");
    await context.close();
  },

  "a page loads its own islands alone; one without islands has no script": async (browser, { url }) => {
    const cart = await openWatched(browser, `${url}/cart`);
    await cart.page.getByText("Add").click();
    await cart.page.getByText("Items: 1").waitFor();
    assert.equal(
      await cart.page.locator("#shop label").getAttribute("for"),
      await cart.page.locator("input").getAttribute("id"),
    );
    assert.ok(cart.scripts.some((path) => path.includes("/Cart-")));
    assert.ok(!cart.scripts.some((path) => /Counter|Panel|Inspector/.test(path)));
    const plain = await openWatched(browser, `${url}/plain`);
    assert.deepEqual([plain.scripts, await plain.page.locator("script").count()], [[], 0]);
    assert.deepEqual([...cart.complaints, ...plain.complaints], []);
    await cart.page.close();
    await plain.page.close();
  },

  "files are cached by their names, errors have their page": async (_, { url }) => {
    const html = await (await fetch(`${url}/plain`)).text();
    const brochure = await fetch(url + /\/brochure\.txt\?__frsh_c=\w+/.exec(html)![0]);
    assert.equal(brochure.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.equal(await brochure.text(), "not for reading\n");
    const style = await fetch(url + /\/assets\/[^"]+\.css/.exec(html)![0]);
    assert.match(style.headers.get("cache-control")!, /immutable/);
    await style.body?.cancel();
    const missing = await fetch(`${url}/items/none`);
    assert.deepEqual([missing.status, /404 No such item/.test(await missing.text())], [404, true]);
    for (const path of ["/server.js", "/.vite/manifest.json", "/..%2fserver.js"]) {
      const response = await fetch(url + path);
      await response.body?.cancel();
      assert.equal(response.status, 404, path);
    }
  },

  "bodies are streamed, and a reader who leaves ends the stream": (_, { url }) => assertStreams(url),

  "what an island page loads before any island stays within its budget": async (_browser, { url }, outDir) => {
    const html = await (await fetch(`${url}/cart`)).text();
    const modules = [...html.matchAll(/modulepreload" href="([^"]+)"/g)].map((match) => match[1]!);
    let bytes = 0;
    for (const path of modules.filter((path) => !path.includes("Cart"))) {
      const file = await Deno.readFile(join(outDir, "client", path));
      const compressed = new Blob([file]).stream().pipeThrough(new CompressionStream("gzip"));
      bytes += (await new Response(compressed).arrayBuffer()).byteLength;
    }
    console.log(`client runtime: ${bytes} bytes gzip`);
    assert.ok(bytes > 1_000 && bytes <= RUNTIME_BYTES_MAX, `${bytes} bytes`);
  },
};
