import assert from "node:assert/strict";
import { sealSignature, signCallId } from "../../translation/signature.ts";
import { test } from "../../../testing/test.ts";
import { responsesCall } from "../testing/responses_call.ts";
import { testAdapter } from "../testing/test_adapter.ts";
import type { ProviderCall } from "../wire.ts";

const adapter = testAdapter("openai");

function prepare(call: ProviderCall) {
  const prepared = adapter.prepare(call);
  assert.ok(prepared.state === "ready");
  return { ...prepared, text: new TextDecoder().decode(prepared.body) };
}

test("openaiResponsesWire() asks at /responses with the client's own bytes, but for the model and overrides", () => {
  const bodyBytes = new TextEncoder().encode('{ "model" : "asked", "input":"hi" , "seed": 12345678901234567890 }');
  const body = JSON.parse(new TextDecoder().decode(bodyBytes));
  const prepared = prepare(responsesCall({}, { body, bodyBytes, overrides: { store: false } }));
  assert.equal(prepared.url, "https://provider.example/v1/responses");
  assert.equal(
    prepared.text,
    '{ "model" : "served", "input":"hi" , "seed": 12345678901234567890 ,"store":false}',
  );
  const same = responsesCall({ model: "served", previous_response_id: "resp_1", conversation: "conv_1" });
  assert.equal(prepare(same).body, same.bodyBytes);
});

test("openaiResponsesWire() takes out what only another provider could read, and says so", () => {
  const by = { by: "gemini", value: "thought" } as const;
  const signed = signCallId("call_1", by);
  const own = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAAA" };
  const input = [
    { role: "user", content: "hi" },
    { type: "reasoning", id: "rs_2", summary: [], encrypted_content: sealSignature(by) },
    { type: "reasoning", id: "rs_perpetuo_3", summary: [{ type: "summary_text", text: "hm" }] },
    own,
    { type: "function_call", id: "fc_1", call_id: signed, name: "f", arguments: "{}" },
    { type: "function_call_output", call_id: signed, output: "ok" },
  ];
  const prepared = prepare(responsesCall({ input }));
  assert.deepEqual(prepared.droppedFields, ["input[1]", "input[2]"]);
  assert.deepEqual(JSON.parse(prepared.text).input, [
    input[0],
    own,
    { ...input[4], call_id: "call_1" },
    { ...input[5], call_id: "call_1" },
  ]);
});

test("openaiResponsesWire() refuses what could not be accounted for", () => {
  const prepared = adapter.prepare(responsesCall({ background: true }));
  assert.ok(prepared.state === "refused");
  assert.match(prepared.detail, /background/);
});

test("openaiResponsesWire() passes an error body to clients of its own dialect alone", () => {
  const body = new TextEncoder().encode(
    '{"error":{"message":"no","type":"invalid_request_error","param":"x","code":null}}',
  );
  const headers = { get: () => null };
  assert.equal(adapter.fault(responsesCall(), 400, headers, body, 0).clientBody, body);
  assert.equal(adapter.fault(responsesCall(), 401, headers, body, 0).clientBody, null);
});
