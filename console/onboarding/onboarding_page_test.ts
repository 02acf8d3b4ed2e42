import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { consoleOverPlane } from "../testing/console_over_plane.ts";

test("the first steps lead to an answer of the gateway without a script", async () => {
  const sent: { authorization: string | null; body: unknown }[] = [];
  const gateway = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    sent.push({ authorization: request.headers.get("authorization"), body: await request.json() });
    return Response.json({ choices: [{ message: { content: "Hello from the gateway" } }] });
  });
  {
    await using console = await consoleOverPlane({ gatewayUrl: `http://127.0.0.1:${gateway.addr.port}` });
    assert.match((await console.get("/onboarding")).html, /Requests for <code>default<\/code> go where they went/);
    const refused = await console.post("/onboarding", {
      source: "ANTHROPIC",
      "apiKey-ANTHROPIC": "two words",
      "model-ANTHROPIC": "claude-haiku-4-5",
      keyName: "First key",
    });
    assert.equal(refused.status, 422);
    assert.match(refused.html, /without spaces only/);
    assert.doesNotMatch(refused.html, /two words/);

    const done = await console.post("/onboarding", { source: "keep", keyName: "First key" });
    assert.equal(done.status, 200);
    const secret = /ppk_[a-z0-9]{12}_[A-Za-z0-9]{32,}/.exec(done.html)![0];
    assert.match(done.html, /https:\/\/gateway\.example\.com\/v1/);
    const result = unescaped(/name="result" value="([^"]*)"/.exec(done.html)![1]!);
    const answered = await console.post("/onboarding", { step: "request", result });
    assert.match(answered.html, /Hello from the gateway/);
    assert.equal(sent[0]!.authorization, `Bearer ${secret}`);
    assert.equal((await console.post("/onboarding", { step: "request", result: "{}" })).status, 400);
  }
  await gateway.shutdown();
});

function unescaped(html: string): string {
  return html.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}
