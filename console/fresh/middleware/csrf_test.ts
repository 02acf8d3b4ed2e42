import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { App } from "../app.ts";
import { csrf, type CsrfOptions } from "./csrf.ts";

async function status(method: string, headers: Record<string, string>, options?: CsrfOptions): Promise<number> {
  const app = new App().use(csrf(options)).all("/", () => new Response("done"));
  return (await app.handler()(new Request("https://own.example/", { method, headers }))).status;
}

test("csrf() lets through what the own pages send, and refuses what other sites send", async () => {
  const site = (site: string, origin?: string) => ({ "sec-fetch-site": site, ...origin ? { origin } : {} });
  const cases: [string, Record<string, string>, number][] = [
    ["GET", site("cross-site", "https://evil.example"), 200],
    ["HEAD", site("cross-site"), 200],
    ["POST", site("same-origin", "https://own.example"), 200],
    // TLS ends at a proxy: the browser's origin is not the address that we see.
    ["POST", site("same-origin", "https://public.example"), 200],
    ["POST", site("none"), 200],
    ["POST", site("cross-site", "https://evil.example"), 403],
    ["DELETE", site("same-site", "https://sub.own.example"), 403],
    ["POST", site("cross-site", "null"), 403],
    ["POST", site("cross-site"), 403],
    // Even if the origin looks like ours: the browser says that the page is not.
    ["PUT", site("cross-site", "https://own.example"), 403],
    ["POST", { origin: "https://own.example" }, 200],
    ["POST", { origin: "https://evil.example" }, 403],
    ["POST", { origin: "null" }, 403],
    ["POST", {}, 200],
  ];
  for (const [method, headers, expected] of cases) {
    assert.equal(await status(method, headers), expected, `${method} ${JSON.stringify(headers)}`);
  }
});

test("csrf() takes further origins as text, list or function", async () => {
  const headers = { "sec-fetch-site": "cross-site", origin: "https://friend.example" };
  assert.equal(await status("POST", headers, { origin: "https://friend.example" }), 200);
  assert.equal(await status("POST", headers, { origin: ["https://a.example", "https://friend.example"] }), 200);
  assert.equal(await status("POST", headers, { origin: (origin) => origin.endsWith(".example") }), 200);
  assert.equal(await status("POST", headers, { origin: "https://a.example" }), 403);
});
