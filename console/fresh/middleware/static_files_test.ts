import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { App, attachManifest } from "../app.ts";
import { EMPTY_MANIFEST } from "../manifest.ts";
import { staticFiles } from "./static_files.ts";

const app = new App().use(staticFiles()).all("/*", () => new Response("the app"));
attachManifest(app, {
  ...EMPTY_MANIFEST,
  buildId: "b1",
  files: {
    "/logo.svg": { type: "image/svg+xml", etag: '"e1"', size: 6, immutable: false },
    "/assets/a-1.js": { type: "text/javascript", etag: '"e2"', size: 6, immutable: true },
  },
  openFile: (path) => Promise.resolve(new Blob([path.slice(0, 6)]).stream()),
});
const handler = app.handler();
const get = (path: string, init?: RequestInit) => handler(new Request(`http://localhost${path}`, init));

test("staticFiles() caches for good only what changes its name with its content", async () => {
  const caching: [string, string][] = [
    ["/logo.svg", "no-cache"],
    ["/logo.svg?__frsh_c=b0", "no-cache"],
    ["/logo.svg?__frsh_c=b1", "public, max-age=31536000, immutable"],
    ["/assets/a-1.js", "public, max-age=31536000, immutable"],
  ];
  for (const [path, expected] of caching) {
    const response = await get(path);
    assert.equal(response.headers.get("cache-control"), expected, path);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    await response.body?.cancel();
  }
});

test("staticFiles() answers 304 to a known etag, and HEAD without a body", async () => {
  const known = await get("/logo.svg", { headers: { "if-none-match": 'W/"x", W/"e1"' } });
  assert.deepEqual([known.status, known.body], [304, null]);
  const head = await get("/logo.svg", { method: "HEAD" });
  assert.deepEqual([head.headers.get("content-length"), await head.text()], ["6", ""]);
});

test("staticFiles() leaves everything else to the app", async () => {
  for (const path of ["/../secret", "/%2e%2e/secret", "/toString", "/__proto__", "/assets/"]) {
    assert.equal(await (await get(path)).text(), "the app", path);
  }
  assert.equal(await (await get("/logo.svg", { method: "POST" })).text(), "the app");
});
