import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { App } from "../app.ts";
import { csp, type CSPOptions } from "./csp.ts";

function handlerOf(options: CSPOptions) {
  const app = new App()
    .use(csp(options))
    .get("/", (ctx) =>
      ctx.render(
        <html>
          <head>
            <style>{"a{}"}</style>
          </head>
          <body>
            <script>1</script>
          </body>
        </html>,
      ))
    .get("/proxied", () => fetch("data:text/plain,from+elsewhere"))
    .get("/api", () => Response.json({}));
  const handler = app.handler();
  return (path: string) => handler(new Request(`http://localhost${path}`));
}

test("csp() puts a nonce of each answer on scripts and styles, and allows no others", async () => {
  const get = handlerOf({ useNonce: true, csp: ["style-src-attr 'none'", "img-src 'self'"] });
  const nonces = new Set<string>();
  for (let i = 0; i < 2; i++) {
    const response = await get("/");
    const policy = response.headers.get("content-security-policy")!;
    const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)![1]!;
    nonces.add(nonce);
    assert.ok(policy.includes(`style-src 'self' 'nonce-${nonce}'`));
    assert.match(policy, /; style-src-attr 'none'/);
    assert.match(policy, /img-src 'self';/);
    assert.doesNotMatch(policy, /unsafe-inline/);
    const html = await response.text();
    assert.ok(html.includes(`<style nonce="${nonce}">`) && html.includes(`<script nonce="${nonce}">`), html);
  }
  assert.equal(nonces.size, 2);
});

test("csp() covers answers whose headers cannot be set, and those without a page", async () => {
  const get = handlerOf({ useNonce: true });
  for (const path of ["/proxied", "/api"]) {
    const response = await get(path);
    await response.body?.cancel();
    assert.match(response.headers.get("content-security-policy")!, /default-src 'self'/);
  }
});

test("csp() without a nonce allows inline code", async () => {
  const response = await handlerOf({})("/");
  assert.doesNotMatch(await response.text(), /nonce/);
  assert.match(response.headers.get("content-security-policy")!, /script-src 'self' 'unsafe-inline'/);
});
