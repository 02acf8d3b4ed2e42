import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { snippets } from "./snippets.ts";

const VALUES = { gatewayUrl: "https://gateway.example.com", apiKey: "ppk_abc_DEF", model: "default" };

test("snippets() fill in address, key and model, and offer nothing that the gateway does not serve", () => {
  const made = snippets(VALUES);
  assert.deepEqual(made.map(({ id, code }) => [id, code !== null]), [
    ["curl", true],
    ["openai-js", true],
    ["openai-python", true],
    ["anthropic", false],
  ]);
  for (const { code } of made) {
    if (code === null) continue;
    assert.match(code, /https:\/\/gateway\.example\.com\/v1/);
    assert.match(code, /ppk_abc_DEF/);
    assert.match(code, /"default"/);
  }
});

test("snippets() for a shell are run as they are written, whatever a model is called", async () => {
  const model = `it's "$HOME" \`x\` \\ !`;
  const curl = snippets({ ...VALUES, model })[0]!.code!;
  // A stand-in that prints the last argument: the body.
  const script = `curl() { while [ $# -gt 1 ]; do shift; done; printf %s "$1"; }\n${curl}`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  assert.equal(JSON.parse(new TextDecoder().decode(stdout)).model, model);
});
