import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { checkReady } from "./check_ready.ts";

test("checkReady() tells ready, not ready and unreachable apart, with the reason", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const ready = new URL(request.url).pathname === "/readyz";
    return new Response(ready ? '{"ready":true}' : '{"redis":"unreachable"}', { status: ready ? 200 : 503 });
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  try {
    assert.deepEqual(await checkReady(`${origin}/readyz`, 3_000), { ready: true, detail: '{"ready":true}' });
    assert.deepEqual(await checkReady(`${origin}/not`, 3_000), { ready: false, detail: '{"redis":"unreachable"}' });
  } finally {
    await server.shutdown();
  }
  const gone = await checkReady(`${origin}/readyz`, 3_000);
  assert.equal(gone.ready, false);
  assert.notEqual(gone.detail, "");
});
