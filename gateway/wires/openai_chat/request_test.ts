import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { signCallId } from "../../translation/signature.ts";
import type { ProviderCall } from "../wire.ts";
import { chatCall } from "../testing/chat_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const prepareOpenaiRequest = testAdapter("openai").prepare;

function prepare(call: ProviderCall) {
  const prepared = prepareOpenaiRequest(call);
  assert.ok(prepared.state === "ready");
  return { ...prepared, text: new TextDecoder().decode(prepared.body) };
}

/** A call with the body's bytes as they are written here. */
function written(text: string, more: Partial<ProviderCall> = {}): ProviderCall {
  return chatCall(JSON.parse(text), { bodyBytes: new TextEncoder().encode(text), ...more });
}

test("prepareOpenaiRequest() addresses chat completions under the base URL", () => {
  const prepared = prepare(chatCall());
  assert.equal(prepared.url, "https://provider.example/v1/chat/completions");
  assert.deepEqual(prepared.headers, {
    "content-type": "application/json",
    "accept": "application/json",
    "authorization": "Bearer secret-of-the-provider",
  });
  assert.equal(prepare(chatCall({}, { secret: null })).headers["authorization"], undefined);
  assert.equal(prepare(chatCall({ stream: true })).headers["accept"], "text/event-stream");
});

test("prepareOpenaiRequest() passes the client's very bytes on when nothing changes", () => {
  const call = chatCall({}, { model: "asked" });
  assert.equal(prepare(call).body, call.bodyBytes);
  const asked = chatCall({ stream: true, stream_options: { include_usage: true } }, { model: "asked" });
  assert.equal(prepare(asked).body, asked.bodyBytes);
});

test("prepareOpenaiRequest() changes the model, usage and overrides alone", () => {
  const plain = '{ "model": "asked", "messages":[{"role":"user","content":"model"}], "seed": 12345678901234567890 }';
  assert.equal(prepare(written(plain)).text, plain.replace('"asked"', '"served"'));
  const streamed = '{"model":"asked","messages":[],"stream":true}';
  assert.equal(
    prepare(written(streamed)).text,
    '{"model":"served","messages":[],"stream":true,"stream_options":{"include_usage":true}}',
  );
  const options =
    '{"stream":true,"stream_options":{"include_obfuscation":false,"include_usage":false},"model":"asked"}';
  assert.equal(
    prepare(written(options)).text,
    '{"stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true},"model":"served"}',
  );
  const overridden = written('{"model":"asked","temperature":0.70,"top_p":1.0}', {
    overrides: { temperature: null, max_tokens: 5 },
  });
  assert.equal(prepare(overridden).text, '{"model":"served","top_p":1.0,"max_tokens":5}');
});

test("prepareOpenaiRequest() does not ask for usage where asking is refused", () => {
  const baseUrl = "https://api.mistral.ai/v1";
  const text = '{"model":"served","stream":true,"stream_options":{"include_usage":true}}';
  assert.equal(prepare(written(text, { baseUrl })).text, '{"model":"served","stream":true}');
});

test("prepareOpenaiRequest() leaves no doubt about the model when it was written twice", () => {
  const { text } = prepare(written('{"model":"cheap","model":"asked","messages":[]}'));
  assert.deepEqual(JSON.parse(text), { model: "served", messages: [] });
  assert.equal(text.split("model").length, 2);
});

test("prepareOpenaiRequest() takes other providers' signatures out of the ids of calls, and changes nothing else", () => {
  const signed = signCallId("call_1", { by: "gemini", value: "a signature" });
  const text = (id: string) =>
    `{"model":"served", "seed": 12345678901234567890, "messages":[{"role":"assistant","tool_calls":[{"id":"${id}",` +
    `"type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool", "tool_call_id":"${id}","content":"é"}]}`;
  assert.equal(prepare(written(text(signed))).text, text("call_1"));
  const answered = `{"model":"served","messages":[{"role":"tool","tool_call_id":"${signed}","content":""}]}`;
  assert.equal(prepare(written(answered)).text, answered.replace(signed, "call_1"));
  const plain = written(text("call_1"));
  assert.equal(prepare(plain).body, plain.bodyBytes);
  const spoken = written(`{"model":"served","messages":[{"role":"user","content":"What is ${signed}?"}]}`);
  assert.equal(prepare(spoken).body, spoken.bodyBytes);
});

test("prepareOpenaiRequest() refuses another dialect", () => {
  assert.equal(prepareOpenaiRequest(chatCall({}, { dialect: "anthropic_count_tokens" })).state, "refused");
});
