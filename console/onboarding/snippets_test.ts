import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { test } from "../../testing/test.ts";
import { snippets } from "./snippets.ts";

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<void>;
const VALUES = { gatewayUrl: "https://gateway.example.com", apiKey: "ppk_abc_DEF", model: "default" };

test("snippets() fill in address, key and model", () => {
  const made = snippets(VALUES);
  assert.deepEqual(made.map(({ id }) => id), ["curl", "openai-js", "openai-python", "anthropic"]);
  for (const { code } of made) {
    assert.match(code, /https:\/\/gateway\.example\.com/);
    assert.match(code, /ppk_abc_DEF/);
    assert.match(code, /"default"/);
  }
});

test("snippets() for JavaScript reach the gateway with the official clients and print what it answers", async () => {
  const asked: [path: string, key: string | null][] = [];
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    const key = request.headers.get("x-api-key") ?? request.headers.get("authorization");
    asked.push([pathname, key?.replace("Bearer ", "") ?? null]);
    return Response.json({
      choices: [{ message: { role: "assistant", content: "Hello from chat" } }],
      content: [{ type: "text", text: "Hello from messages" }],
    });
  });
  const printed: unknown[] = [];
  for (const { id, code } of snippets({ ...VALUES, gatewayUrl: `http://127.0.0.1:${server.addr.port}` })) {
    if (id !== "openai-js" && id !== "anthropic") continue;
    // What it imports is given to it: a test's own text cannot import.
    const run = new AsyncFunction("OpenAI", "Anthropic", "console", code.replace(/^import .*$/m, ""));
    await run(OpenAI, Anthropic, { log: (text: unknown) => printed.push(text) });
  }
  assert.deepEqual(printed, ["Hello from chat", "Hello from messages"]);
  assert.deepEqual(asked, [["/v1/chat/completions", VALUES.apiKey], ["/v1/messages", VALUES.apiKey]]);
});

test("snippets() for a shell are run as they are written, whatever a model is called", async () => {
  const model = `it's "$HOME" \`x\` \\ !`;
  const curl = snippets({ ...VALUES, model })[0]!.code;
  // A stand-in that prints the last argument: the body.
  const script = `curl() { while [ $# -gt 1 ]; do shift; done; printf %s "$1"; }\n${curl}`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  assert.equal(JSON.parse(new TextDecoder().decode(stdout)).model, model);
});
