import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { TurnPart } from "../../translation/conversation.ts";
import { sealSignature, signCallId } from "../../translation/signature.ts";
import { read, readWhole } from "./testing/read_request.ts";

const hello = { role: "user", content: "hi" };

/** The parts of the user's message that holds `content`. */
function partsOf(content: unknown): { parts: TurnPart[]; refusal: string | null; dropped: string[] } {
  const { conversation, refusal, dropped } = read({ input: [{ role: "user", content }, hello] });
  return { parts: conversation.turns.length > 1 ? conversation.turns[0]!.parts : [], refusal, dropped };
}

test("readInput() reads a text as the user's, and instructions wherever they stand", () => {
  assert.deepEqual(readWhole({}).turns, [{ role: "user", parts: [{ type: "text", text: "hi", path: "input" }] }]);
  const { system, turns } = readWhole({
    instructions: "One.",
    input: [
      { role: "developer", content: "Two." },
      hello,
      { type: "message", role: "system", content: [{ type: "input_text", text: "Three." }] },
    ],
  });
  assert.deepEqual(system.map((part) => [part.text, part.path]), [
    ["One.", "instructions"],
    ["Two.", "input[0].content"],
    ["Three.", "input[2].content[0]"],
  ]);
  assert.equal(turns.length, 1);
});

test("readInput() reads what a user's message holds", () => {
  const path = "input[0].content[0]";
  const table: [Record<string, unknown>, TurnPart][] = [
    [{ type: "input_text", text: "a" }, { type: "text", text: "a", path }],
    [{ type: "input_image", image_url: "https://a/b.png", detail: "low" }, {
      type: "image",
      source: { type: "url", url: "https://a/b.png", mediaType: null },
      detail: "low",
      path,
    }],
    [{ type: "input_image", image_url: "data:image/png;base64,QUJD" }, {
      type: "image",
      source: { type: "base64", mediaType: "image/png", data: "QUJD" },
      detail: null,
      path,
    }],
    [{ type: "input_image", file_id: "file-1" }, {
      type: "image",
      source: { type: "file_id", id: "file-1" },
      detail: null,
      path,
    }],
    [{ type: "input_file", file_data: "data:application/pdf;base64,QUJD", filename: "a.pdf" }, {
      type: "document",
      source: { type: "base64", mediaType: "application/pdf", data: "QUJD" },
      title: "a.pdf",
      citations: false,
      path,
    }],
    [{ type: "input_file", file_data: "QUJD" }, {
      type: "document",
      source: { type: "base64", mediaType: "application/pdf", data: "QUJD" },
      title: null,
      citations: false,
      path,
    }],
    [{ type: "input_file", file_url: "https://a/b.pdf" }, {
      type: "document",
      source: { type: "url", url: "https://a/b.pdf", mediaType: null },
      title: null,
      citations: false,
      path,
    }],
    [{ type: "input_file", file_id: "file-1" }, {
      type: "document",
      source: { type: "file_id", id: "file-1" },
      title: null,
      citations: false,
      path,
    }],
    [{ type: "input_audio", input_audio: { data: "QUJD", format: "wav" } }, {
      type: "audio",
      data: "QUJD",
      format: "wav",
      path,
    }],
  ];
  for (const [part, expected] of table) {
    assert.deepEqual(partsOf([part]), { parts: [expected], refusal: null, dropped: [] }, JSON.stringify(part));
  }
  assert.deepEqual(partsOf([{ type: "input_text", text: "" }]).parts, []);
});

test("readInput() refuses parts that it cannot read, by their path", () => {
  const table: [unknown, RegExp][] = [
    [[{ type: "input_video" }], /^'input\[0\]\.content\[0\]\.type' is 'input_video'/],
    [[{ type: "refusal", refusal: "no" }], /^'input\[0\]\.content\[0\]' is a refusal/],
    [[{ type: "input_text" }], /^'input\[0\]\.content\[0\]\.text'/],
    [[{ type: "input_image" }], /^'input\[0\]\.content\[0\]\.image_url' must be a URL/],
    [[{ type: "input_image", image_url: "data:image/png,x" }], /image_url' must hold an image in base64/],
    [[{ type: "input_file" }], /file_data' must hold the file/],
    [[{ type: "input_audio", input_audio: {} }], /input_audio' must hold audio/],
    [5, /^'input\[0\]\.content' must be a string or a list/],
  ];
  for (const [content, expected] of table) assert.match(partsOf(content).refusal ?? "", expected);
});

test("readInput() gathers what the assistant thought, said and called, and the results, as turns", () => {
  const { turns } = readWhole({
    input: [
      hello,
      { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "hm" }], encrypted_content: "gAAA" },
      {
        type: "message",
        id: "msg_1",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text: "Let me see.", annotations: [], logprobs: [] }, {
          type: "refusal",
          refusal: "no",
        }],
      },
      { type: "function_call", id: "fc_1", call_id: "call_1", name: "f", arguments: '{"a":1}', status: "completed" },
      { type: "function_call", call_id: "call_2", name: "g", arguments: "" },
      { type: "function_call_output", call_id: "call_1", output: "sunny" },
      {
        type: "function_call_output",
        call_id: "call_2",
        output: [{ type: "input_text", text: "a" }, { type: "input_image", image_url: "https://a/b.png" }],
      },
      { role: "user", content: "and?" },
    ],
  });
  assert.deepEqual(turns.map((turn) => [turn.role, turn.parts.map((part) => part.type)]), [
    ["user", ["text"]],
    ["assistant", ["thinking", "text", "refusal", "tool_call", "tool_call"]],
    ["user", ["tool_result", "tool_result"]],
    ["user", ["text"]],
  ]);
  const [thinking, , , first, second] = turns[1]!.parts;
  assert.deepEqual(thinking, {
    type: "thinking",
    text: "hm",
    signature: { by: "openai", value: "gAAA" },
    path: "input[1]",
  });
  assert.deepEqual(first, {
    type: "tool_call",
    id: "call_1",
    name: "f",
    arguments: '{"a":1}',
    signature: null,
    path: "input[3]",
  });
  assert.equal(second?.type === "tool_call" && second.arguments, "{}");
  const [one, two] = turns[2]!.parts;
  assert.ok(one?.type === "tool_result" && two?.type === "tool_result");
  assert.deepEqual([one.callId, one.name, one.isError], ["call_1", "f", false]);
  assert.deepEqual([two.name, two.parts.map((part) => part.type)], ["g", ["text", "image"]]);
});

test("readInput() gives every signature back to whom it belongs", () => {
  const signature = { by: "gemini", value: "t==" } as const;
  const callId = signCallId("call_1", signature);
  const { turns } = readWhole({
    input: [
      hello,
      { type: "function_call", call_id: callId, name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: callId, output: "x" },
      { type: "reasoning", summary: [], encrypted_content: sealSignature(signature) },
      { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAA" },
      { type: "reasoning", id: "rs_2", summary: [], content: [{ type: "reasoning_text", text: "open" }] },
      { type: "reasoning", id: "rs_3", summary: [] },
    ],
  });
  const [call] = turns[1]!.parts;
  assert.ok(call?.type === "tool_call");
  assert.deepEqual([call.id, call.signature], ["call_1", signature]);
  const [result] = turns[2]!.parts;
  assert.equal(result?.type === "tool_result" && result.callId, "call_1");
  assert.deepEqual(turns[3]!.parts, [
    { type: "thinking", text: "", signature, path: "input[3]" },
    { type: "redacted_thinking", data: { by: "openai", value: "gAAA" }, path: "input[4]" },
    { type: "thinking", text: "open", signature: null, path: "input[5]" },
  ]);
});

test("readInput() refuses items that only OpenAI understands, and says what to do about references", () => {
  const table: [Record<string, unknown>, RegExp][] = [
    [{ type: "item_reference", id: "msg_1" }, /^'input\[1\]' refers to an item .*store: false/],
    [{ id: "msg_1" }, /^'input\[1\]' refers to an item/],
    [{ type: "custom_tool_call", call_id: "c", name: "sql", input: "x" }, /^'input\[1\]' belongs to a custom tool/],
    [{ type: "custom_tool_call_output", call_id: "c", output: "x" }, /^'input\[1\]' belongs to a custom tool/],
    [{ type: "web_search_call", id: "ws_1" }, /^'input\[1\]' is a step of a tool that OpenAI runs/],
    [{ type: "shell_call", call_id: "c" }, /^'input\[1\]' belongs to a tool whose schema/],
    [{ type: "compaction", encrypted_content: "x" }, /^'input\[1\]' only OpenAI can read/],
    [{ type: "unheard_of" }, /^'input\[1\]' is of the type 'unheard_of'/],
    [{ type: "function_call", name: "f" }, /^'input\[1\]' must have a 'call_id' and a 'name'/],
    [{ type: "function_call", call_id: "c", name: "f", arguments: "[1]" }, /^'input\[1\]\.arguments' must be/],
    [{ type: "function_call_output", output: "x" }, /^'input\[1\]\.call_id'/],
    [{ role: "tool", content: "x" }, /^'input\[1\]\.role'/],
    [{ role: "assistant", content: [{ type: "input_image", image_url: "https://a" }] }, /is an image, which cannot/],
  ];
  for (const [item, expected] of table) {
    assert.match(read({ input: [hello, item] }).refusal ?? "", expected, JSON.stringify(item));
  }
  // Thinking that is not given back is lost, and nothing else.
  const { dropped, refusal } = read({ input: [hello, { type: "item_reference", id: "rs_1" }] });
  assert.deepEqual([dropped, refusal], [["input[1]"], null]);
});

test("readInput() reports what it leaves out of items", () => {
  const annotations = [{ type: "url_citation", url: "https://a", title: "a", start_index: 0, end_index: 1 }];
  const { dropped } = read({
    input: [
      { role: "user", content: "hi", name: "bob" },
      { role: "assistant", phase: "commentary", content: [{ type: "output_text", text: "a", annotations }] },
      { type: "function_call", call_id: "c", name: "f", arguments: "{}", namespace: "n" },
    ],
  });
  assert.deepEqual(dropped, [
    "input[0].name",
    "input[1].phase",
    "input[1].content[0].annotations",
    "input[2].namespace",
  ]);
});
