import assert from "node:assert/strict";
import { PROVIDER_PRESETS } from "../../../shared/contracts/provider_preset.ts";
import { test } from "../../../testing/test.ts";
import type { Dialect } from "../../../shared/contracts/request_record.ts";
import { chatCall } from "../../wires/testing/chat_call.ts";
import { messagesCall } from "../../wires/testing/messages_call.ts";
import { testAdapter } from "../../wires/testing/test_adapter.ts";
import type { ProviderCall } from "../../wires/wire.ts";

const adapter = testAdapter("openai_compatible");

function prepare(call: ProviderCall) {
  const prepared = adapter.prepare(call);
  assert.ok(prepared.state === "ready", JSON.stringify(prepared));
  return { ...prepared, text: new TextDecoder().decode(prepared.body) };
}

function served(preset: string | undefined): Dialect[] {
  const dialects: Dialect[] = [
    "openai_chat",
    "openai_responses",
    "openai_embeddings",
    "anthropic_messages",
    "anthropic_count_tokens",
  ];
  const settings = preset === undefined ? {} : { preset };
  return dialects.filter((dialect) => adapter.serves({ dialect, settings }));
}

test("openaiCompatibleDefinition() serves conversations everywhere, embeddings and counts where there are any", () => {
  const always: Dialect[] = ["openai_chat", "openai_responses", "anthropic_messages"];
  for (const [id, { speaks }] of Object.entries(PROVIDER_PRESETS)) {
    assert.deepEqual(new Set(served(id)), new Set([...always, ...speaks]), id);
  }
  assert.deepEqual(new Set(served(undefined)), new Set([...always, "openai_embeddings"]));
});

test("openaiCompatibleDefinition() passes messages through where the server speaks them, and translates elsewhere", () => {
  const messages = [{ role: "user", content: "hi" }];
  for (const [id, { speaks }] of [...Object.entries(PROVIDER_PRESETS), ["", { speaks: [] }] as const]) {
    const settings = id === "" ? {} : { preset: id };
    const call = messagesCall({ messages, thinking: { type: "disabled" } }, { settings });
    const { url, headers, text } = prepare(call);
    const isNative = (speaks as readonly string[]).includes("anthropic_messages");
    assert.equal(url, `https://provider.example/v1/${isNative ? "messages" : "chat/completions"}`, id);
    assert.equal(headers["authorization"], "Bearer secret-of-the-provider", id);
    assert.equal(headers["x-api-key"], isNative ? "secret-of-the-provider" : undefined, id);
    assert.equal(headers["anthropic-version"], isNative ? "2023-06-01" : undefined, id);
    assert.equal("thinking" in JSON.parse(text), isNative, id);
  }
});

test("openaiCompatibleDefinition() asks each dialect where the server has it", () => {
  const table: [Partial<ProviderCall>, string][] = [
    [{}, "/chat/completions"],
    [{ dialect: "openai_embeddings", body: { model: "served", input: "a" } }, "/embeddings"],
    [
      { dialect: "openai_responses", body: { model: "served", input: "a" }, settings: { preset: "groq" } },
      "/responses",
    ],
    [{ dialect: "anthropic_count_tokens", settings: { preset: "vllm" } }, "/messages/count_tokens"],
  ];
  for (const [more, path] of table) {
    const bodyBytes = new TextEncoder().encode(JSON.stringify(more.body ?? chatCall().body));
    assert.equal(prepare(chatCall({}, { ...more, bodyBytes })).url, `https://provider.example/v1${path}`);
  }
});

test("openaiCompatibleDefinition() needs no key", () => {
  assert.equal(adapter.needsSecret, false);
  const { headers } = prepare(messagesCall({}, { secret: null, settings: { preset: "ollama" } }));
  assert.deepEqual([headers["authorization"], headers["x-api-key"]], [undefined, undefined]);
});
