import assert from "node:assert/strict";
import { recordings } from "../../../testing/provider_replay.ts";
import { test } from "../../../testing/test.ts";
import { readOfficially } from "../../dialects/anthropic_messages/testing/official_reader.ts";
import { chatCall, streamCall } from "../../wires/testing/chat_call.ts";
import { runStream } from "../../wires/testing/collecting_sink.ts";
import { messagesCall } from "../../wires/testing/messages_call.ts";
import { readChatStream } from "../../wires/testing/read_chat_stream.ts";
import { cuts, wholeModes } from "../../wires/testing/stream_modes.ts";
import { testAdapter } from "../../wires/testing/test_adapter.ts";
import type { ProviderCall } from "../../wires/wire.ts";

const adapter = testAdapter("azure_openai");
const settings = { deployments: { "gpt-5.1": "prod-gpt" } };

function body(call: ProviderCall): string {
  const prepared = adapter.prepare(call);
  assert.ok(prepared.state === "ready");
  return new TextDecoder().decode(prepared.body);
}

/** A stream as Azure sends it: what it found in the prompt comes first, without choices or usage. */
const filtered = [
  { choices: [], created: 0, id: "", model: "", object: "", prompt_filter_results: [{ prompt_index: 0 }] },
  { choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }] },
  { choices: [{ index: 0, delta: { content: "Hi." }, content_filter_results: {}, finish_reason: null }] },
  { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
  { choices: [], usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 } },
].map((chunk) => ({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "gpt-5.1-2026", ...chunk }));

const stream = new TextEncoder().encode(
  `${filtered.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("")}data: [DONE]\n\n`,
);

test("azureOpenaiDefinition() calls a model by its deployment's name, and goes by what the model takes", () => {
  const asked = { model: "gpt-5.1", settings };
  assert.equal(JSON.parse(body(chatCall({ seed: 1 }, asked))).model, "prod-gpt");
  const translated = messagesCall({ temperature: 0.5, messages: [{ role: "user", content: "hi" }] }, asked);
  const request = JSON.parse(body(translated));
  assert.deepEqual([request.model, request.temperature, request.max_completion_tokens], ["prod-gpt", undefined, 100]);
  assert.equal(JSON.parse(body(chatCall({}, { model: "own-name", settings }))).model, "own-name");
});

test("azureOpenaiDefinition() passes streams byte for byte, and takes no filter results for usage or content", () => {
  for (const [mode, chunks] of wholeModes(stream)) {
    const outcome = runStream(adapter, streamCall(true), chunks());
    assert.deepEqual(outcome.bytes, stream, mode);
    assert.ok(outcome.terminal && outcome.content, mode);
    assert.deepEqual([outcome.facts.tokens?.input, outcome.facts.modelServed], [5, "gpt-5.1-2026"], mode);
    const unasked = runStream(adapter, streamCall(false), chunks());
    const text = new TextDecoder().decode(unasked.bytes);
    assert.ok(text.includes("prompt_filter_results") && !text.includes('"usage"'), mode);
  }
  const first = stream.subarray(0, stream.indexOf(0x0a) + 2);
  assert.equal(runStream(adapter, streamCall(), [first]).content, false);
});

test("azureOpenaiDefinition() translates streams past what the filters found", async () => {
  const call = messagesCall({ stream: true });
  for (const [mode, chunks] of wholeModes(stream)) {
    const { bytes, terminal, facts } = runStream(adapter, call, chunks());
    assert.ok(terminal, mode);
    const message = await readOfficially(new TextDecoder().decode(bytes));
    assert.deepEqual([message.model, message.stop_reason], ["gpt-5.1-2026", "end_turn"], mode);
    assert.deepEqual(message.content.map((block) => block.type === "text" ? block.text : block.type), ["Hi."], mode);
    assert.equal(facts.tokens?.output, 2);
  }
});

test("azureOpenaiDefinition() tells Azure's failures apart", () => {
  const table: [number, Record<string, unknown>, string, boolean][] = [
    [404, { code: "DeploymentNotFound", message: "The API deployment does not exist." }, "not_found", true],
    [401, { code: "401", message: "Access denied due to invalid subscription key." }, "authentication", false],
    [429, { code: "429", message: "Requests have exceeded the call rate limit." }, "rate_limited", true],
    [
      400,
      { code: "content_filter", message: "filtered", innererror: { code: "ResponsibleAIPolicyViolation" } },
      "invalid_request",
      true,
    ],
  ];
  const headers = { get: (name: string) => name === "retry-after" ? "7" : null };
  for (const [status, error, errorClass, passed] of table) {
    const bytes = new TextEncoder().encode(JSON.stringify({ error }));
    const fault = adapter.fault(chatCall(), status, headers, bytes, 0);
    assert.deepEqual([fault.errorClass, fault.retryAfterMs, fault.clientBody], [
      errorClass,
      7_000,
      passed ? bytes : null,
    ], `${error["code"]}`);
  }
});

for (const [folder, name] of [["azure", "azure-deepseek-reasoning.1"], ["openai-chat", "azure-model-router.1"]]) {
  test(`azureOpenaiDefinition() passes the recording ${name} byte for byte, and no piece of it for the whole`, () => {
    for (const recording of (recordings(folder!) ?? []).filter((one) => one.name === `${folder}/${name}`)) {
      for (const [mode, chunks] of wholeModes(recording.bytes)) {
        const outcome = runStream(adapter, streamCall(true), chunks());
        assert.deepEqual(outcome.bytes, recording.bytes, mode);
        assert.ok(outcome.terminal && outcome.content && readChatStream(outcome.bytes).done, mode);
      }
      for (const piece of cuts(recording.bytes)) assert.ok(!runStream(adapter, streamCall(), [piece]).terminal);
    }
  });
}

test("azureOpenaiDefinition() passes recorded responses byte for byte", () => {
  const call = chatCall({ input: "hi", stream: true }, { dialect: "openai_responses" });
  for (const recording of recordings("azure") ?? []) {
    if (recording.events[0]?.["type"] !== "response.created") continue;
    const outcome = runStream(adapter, call, [recording.bytes]);
    assert.ok(outcome.terminal && outcome.fault === null, recording.name);
    assert.equal(new TextDecoder().decode(outcome.bytes), firstResponse(recording.bytes), recording.name);
    assert.ok(outcome.facts.tokens!.output > 0, recording.name);
  }
});

/** Some recordings hold several answers, one behind the other. */
function firstResponse(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return text.slice(0, text.indexOf("\n\n", text.indexOf("event: response.completed")) + 2);
}
