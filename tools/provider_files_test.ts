import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { findProviderGaps, type ProviderTree } from "./provider_files.ts";

const wire = (name: string, files: string[]) => files.map((file) => `gateway/wires/${name}/${file}`);
const whole = ["wire.ts", "request.ts", "response.ts", "stream.ts", "usage.ts", "errors.ts", "recordings_test.ts"];

const tree: ProviderTree & { paths: string[] } = {
  paths: [
    "gateway/wires/wire.ts",
    "gateway/wires/testing/chat_call.ts",
    ...wire("openai_chat", whole),
    ...wire("gemini", [...whole.slice(0, -1), "testdata/text.sse"]),
    ...wire("openai_embeddings", ["wire.ts", "request.ts", "response.ts", "usage.ts"]),
    ...wire("gemini_embeddings", ["wire.ts", "request.ts", "response.ts", "usage.ts"]),
    ...wire("anthropic_count_tokens", ["wire.ts", "request.ts", "response.ts"]),
    "gateway/providers/registry.ts",
    "gateway/providers/gemini/definition.ts",
    "gateway/providers/gemini/endpoint.ts",
  ],
  registry: 'import { geminiDefinition } from "./gemini/definition.ts";',
  kinds: ["gemini"],
};

function gaps(change: Partial<ProviderTree>): string[] {
  return findProviderGaps({ ...tree, ...change }).map(({ path, reason }) => `${path} ${reason}`);
}

test("findProviderGaps() finds nothing where every wire and every provider has its files", () => {
  assert.deepEqual(gaps({}), []);
});

test("findProviderGaps() finds the files that a wire lacks without saying why", () => {
  const without = (path: string) => tree.paths.filter((one) => one !== path);
  assert.deepEqual(gaps({ paths: without("gateway/wires/gemini/usage.ts") }), [
    "gateway/wires/gemini has no usage.ts, which every wire has",
  ]);
  assert.deepEqual(gaps({ paths: without("gateway/wires/gemini/testdata/text.sse") }), [
    "gateway/wires/gemini has no recordings_test.ts or testdata/, which every wire has",
  ]);
  assert.deepEqual(gaps({ paths: without("gateway/wires/gemini_embeddings/usage.ts") }), [
    "gateway/wires/gemini_embeddings has no usage.ts, which every wire has",
  ]);
});

test("findProviderGaps() finds reasons that no longer hold", () => {
  const found = gaps({ paths: [...tree.paths, "gateway/wires/gemini_embeddings/stream.ts"] });
  assert.equal(found.length, 1);
  assert.match(found[0]!, /has stream\.ts, which it is said to lack because embeddings are not streamed/);
  const counts = tree.paths.filter((path) => !path.includes("anthropic_count_tokens"));
  assert.deepEqual(gaps({ paths: counts }), [
    "gateway/wires/anthropic_count_tokens is said to lack files, and is not there",
  ]);
});

test("findProviderGaps() finds providers that lack files, are not registered, or are not there at all", () => {
  assert.deepEqual(gaps({ paths: [...tree.paths, "gateway/providers/bedrock/definition.ts"] }), [
    "gateway/providers/bedrock has no endpoint.ts, which every provider has",
    "gateway/providers/bedrock is not in gateway/providers/registry.ts",
  ]);
  assert.deepEqual(gaps({ kinds: ["gemini", "azure_openai"] }), [
    "gateway/providers/azure_openai is missing, though providers of this kind can be made",
  ]);
});
