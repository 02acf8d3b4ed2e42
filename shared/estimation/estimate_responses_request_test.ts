import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { FILE_TOKENS, IMAGE_TOKENS } from "./estimate_chat_request.ts";
import { estimateResponsesRequest } from "./estimate_responses_request.ts";

function inputTokens(body: Record<string, unknown>): number {
  return estimateResponsesRequest(body).inputTokens;
}

const words = "Once upon a time there was a gateway.";

test("estimateResponsesRequest() counts instructions, input, tools and the format", () => {
  const plain = inputTokens({ input: words });
  assert.ok(plain >= 13 && plain <= 20, `${plain}`);
  assert.equal(inputTokens({ input: [{ role: "user", content: words }] }), plain);
  assert.equal(inputTokens({ input: [{ role: "user", content: [{ type: "input_text", text: words }] }] }), plain);
  assert.ok(inputTokens({ input: words, instructions: words }) > plain + 7);
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  assert.ok(inputTokens({ input: words, tools: [{ type: "function", name: "get_weather", parameters }] }) > plain + 10);
  const format = { type: "json_schema", name: "city", schema: parameters };
  assert.ok(inputTokens({ input: words, text: { format } }) > plain + 10);
});

test("estimateResponsesRequest() counts what an item holds, and a flat amount for images and files", () => {
  const data = "A".repeat(100_000);
  const text = inputTokens({ input: words }) - inputTokens({ input: "" });
  const image = { type: "input_image", image_url: `data:image/png;base64,${data}` };
  const table: [item: Record<string, unknown>, least: number, most: number][] = [
    [{ role: "user", content: [image] }, IMAGE_TOKENS, IMAGE_TOKENS],
    [{ role: "user", content: [{ type: "input_file", file_data: data }] }, FILE_TOKENS, FILE_TOKENS],
    [{ role: "user", content: [{ type: "input_audio", input_audio: { data } }] }, FILE_TOKENS, FILE_TOKENS],
    [{ type: "message", role: "assistant", content: [{ type: "output_text", text: words }] }, text - 1, text + 1],
    [{ type: "message", role: "assistant", content: [{ type: "refusal", refusal: words }] }, text - 1, text + 1],
    [{ type: "reasoning", summary: [{ type: "summary_text", text: words }] }, text - 1, text + 1],
    [{ type: "reasoning", summary: [], encrypted_content: data }, 0, 0],
    [{ type: "function_call", call_id: "c", name: "tell", arguments: words }, text + 5, text + 20],
    [{ type: "function_call_output", call_id: "c", output: words }, text + 5, text + 15],
    [{ type: "function_call_output", call_id: "c", output: [image] }, IMAGE_TOKENS, IMAGE_TOKENS + 15],
    [{ type: "item_reference", id: "msg_1" }, 0, 0],
    [{ type: "image_generation_call", result: data }, IMAGE_TOKENS, IMAGE_TOKENS],
  ];
  const plain = inputTokens({ input: [{ role: "user", content: "" }] });
  for (const [item, least, most] of table) {
    const tokens = inputTokens({ input: [item] }) - plain;
    assert.ok(tokens >= least && tokens <= most, `${JSON.stringify(item).slice(0, 80)}: ${tokens}`);
  }
});

test("estimateResponsesRequest() knows the most that may be generated", () => {
  const cases: [body: Record<string, unknown>, expected: number | null][] = [
    [{}, null],
    [{ max_output_tokens: 100 }, 100],
    [{ max_output_tokens: "100" }, null],
    [{ max_output_tokens: -1 }, null],
  ];
  for (const [body, expected] of cases) assert.equal(estimateResponsesRequest(body).outputTokensMax, expected);
});

test("estimateResponsesRequest() takes any JSON", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (input, tools, text) => {
    const tokens = inputTokens({ input, tools, text });
    assert.ok(Number.isSafeInteger(tokens) && tokens >= 0);
  }));
});
