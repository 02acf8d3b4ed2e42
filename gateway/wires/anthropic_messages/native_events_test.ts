import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../../testing/test.ts";
import { runStream } from "../testing/collecting_sink.ts";
import { loadTestdata } from "../testing/load_testdata.ts";
import { messagesCall } from "../testing/messages_call.ts";
import { cuts, wholeModes } from "../testing/stream_modes.ts";
import { testAdapter } from "../testing/test_adapter.ts";

const adapter = testAdapter("anthropic");
const call = messagesCall({ stream: true });
const none = { cacheRead: 0, cacheWrite: 0, reasoning: 0 };
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

const streams: Record<string, object> = {
  text: { ...none, input: 21, output: 17 },
  tools_parallel: { ...none, input: 80, output: 41 },
  tool_without_arguments: { ...none, input: 40, output: 6 },
  thinking: { ...none, input: 30, output: 55, reasoning: 50 },
  thinking_tools: { ...none, input: 40, output: 66 },
  tools_whole: { ...none, input: 40, output: 9 },
  citations: { ...none, input: 40, output: 31 },
  refusal: { ...none, input: 18, output: 5 },
  cached_usage: { input: 6 + 128 + 2048, output: 3, cacheRead: 2048, cacheWrite: 128, reasoning: 0 },
  server_tools: { ...none, input: 50, output: 9 },
  pause_turn: { ...none, input: 50, output: 8 },
  stop_sequence: { ...none, input: 12, output: 5 },
  repeated_start: { ...none, input: 17, output: 7 },
};

/** The same stream as other servers would frame it. */
const framings: [string, (text: string) => string][] = [
  ["as it is", (text) => text],
  ["with CRLF", (text) => text.replaceAll("\n", "\r\n")],
  ["with CR", (text) => text.replaceAll("\n", "\r")],
  ["without spaces", (text) => text.replaceAll("event: ", "event:").replaceAll("data: ", "data:")],
  ["with spaces", (text) => text.replaceAll('{"type":', '{ "type" : ').replaceAll("}\n\n", "}  \n\n")],
  [
    "with a byte order mark and comments",
    (text) => `\ufeff: hello\n\n${text.replaceAll("event: ", ": note\nevent: ")}`,
  ],
  ["without names", (text) => text.replaceAll(/event: .*\n/g, "")],
];

for (const [name, tokens] of Object.entries(streams)) {
  test(`NativeEventStream of a message passes ${name} through byte for byte, however it is framed and cut`, () => {
    const text = decode(loadTestdata("anthropic_messages", name));
    for (const [framing, framed] of framings) {
      const bytes = encode(framed(text));
      for (const [mode, chunks] of wholeModes(bytes)) {
        const what = `${framing}, ${mode}`;
        const outcome = runStream(adapter, call, chunks());
        assert.ok(outcome.terminal && outcome.fault === null, what);
        assert.deepEqual(outcome.bytes, bytes, what);
        assert.deepEqual(outcome.facts.tokens, tokens, what);
        assert.equal(outcome.facts.modelServed, "claude-sonnet-4-6", what);
        // What was refused outright has no content.
        assert.equal(outcome.content, name !== "refusal", what);
      }
    }
  });

  test(`NativeEventStream of a message never takes a piece of ${name} for the whole`, () => {
    for (const piece of cuts(loadTestdata("anthropic_messages", name))) {
      const outcome = runStream(adapter, call, [piece]);
      assert.deepEqual([outcome.terminal, outcome.fault?.errorClass], [false, "malformed"], decode(piece.slice(-60)));
      assert.ok(!decode(outcome.bytes).includes("message_stop"));
    }
  });
}

test("NativeEventStream of a message never takes a piece of a stream for the whole, wherever it is cut", () => {
  const bytes = loadTestdata("anthropic_messages", "thinking_tools");
  // What is missing at the very end are the line ends behind the terminal.
  const whole = decode(bytes).trimEnd().length;
  for (let end = 0; end < whole; end++) {
    assert.equal(runStream(adapter, call, [bytes.subarray(0, end)]).terminal, false, decode(bytes.subarray(0, end)));
  }
});

test("NativeEventStream of a message closes a terminal that lacks its line ends, so that clients hear of it", () => {
  const text = decode(loadTestdata("anthropic_messages", "text"));
  for (const missing of [1, 2]) {
    const outcome = runStream(adapter, call, [encode(text.slice(0, -missing))]);
    assert.ok(outcome.terminal && outcome.fault === null);
    assert.equal(decode(outcome.bytes), text);
  }
});

test("NativeEventStream of a message counts frames, and neither pings nor comments", () => {
  const bytes = loadTestdata("anthropic_messages", "text");
  assert.equal(runStream(adapter, call, [bytes]).frames, 8);
  const pings = 'event: ping\ndata: {"type":"ping"}\n\n: keep alive\n\n'.repeat(100);
  const outcome = runStream(adapter, call, [encode(pings)]);
  assert.deepEqual([outcome.frames, outcome.content, decode(outcome.bytes)], [0, false, pings]);
});

test("NativeEventStream of a message tells content from what comes before it", () => {
  const block = (fields: object) => ({ type: "content_block_start", index: 0, content_block: fields });
  const delta = (fields: object) => ({ type: "content_block_delta", index: 0, delta: fields });
  const table: [Record<string, unknown>, boolean][] = [
    [{ type: "message_start", message: {} }, false],
    [{ type: "ping" }, false],
    [block({ type: "text", text: "" }), false],
    [block({ type: "text", text: "a" }), true],
    [block({ type: "thinking", thinking: "", signature: "" }), false],
    [block({ type: "redacted_thinking", data: "x" }), true],
    [block({ type: "tool_use", id: "t", name: "look", input: {} }), true],
    [block({ type: "server_tool_use", id: "t", name: "web_search", input: {} }), true],
    [block({ type: "web_search_tool_result", content: [] }), true],
    [block({ type: "made_up" }), false],
    [delta({ type: "text_delta", text: "" }), false],
    [delta({ type: "text_delta", text: "a" }), true],
    [delta({ type: "thinking_delta", thinking: "a" }), true],
    [delta({ type: "signature_delta", signature: "x" }), true],
    [delta({ type: "input_json_delta", partial_json: "" }), false],
    [delta({ type: "input_json_delta", partial_json: "{" }), true],
    [delta({ type: "citations_delta", citation: {} }), false],
    [delta({ type: "made_up_delta", x: 1 }), true],
    [delta({}), false],
    [{ type: "content_block_stop", index: 0 }, false],
    [{ type: "message_delta", delta: {}, usage: {} }, false],
    [{ type: "made_up" }, false],
  ];
  for (const [event, content] of table) {
    const text = `event: ${event["type"]}\ndata: ${JSON.stringify(event)}\n\n`;
    assert.equal(runStream(adapter, call, [encode(text)]).content, content, text);
  }
});

test("NativeEventStream of a message reports an error event as a fault, after what came before it and in its place", () => {
  const before = runStream(adapter, call, [loadTestdata("anthropic_messages", "error_before_content")]);
  assert.deepEqual([before.content, before.fault?.errorClass], [false, "overloaded"]);
  const bytes = loadTestdata("anthropic_messages", "error_after_content");
  for (const [mode, chunks] of wholeModes(bytes)) {
    const after = runStream(adapter, call, chunks());
    assert.equal(decode(after.bytes), decode(bytes).slice(0, decode(bytes).indexOf("event: error")), mode);
    assert.deepEqual(
      [after.fault?.errorClass, after.fault?.message],
      ["rate_limited", "Too many tokens for [redacted]"],
    );
  }
});

test("NativeEventStream of a message passes nothing on that comes after message_stop", () => {
  const bytes = loadTestdata("anthropic_messages", "text");
  for (const [mode, chunks] of wholeModes(new Uint8Array([...bytes, ...bytes]))) {
    const outcome = runStream(adapter, call, chunks());
    assert.ok(outcome.terminal && outcome.fault === null, mode);
    assert.deepEqual(outcome.bytes, bytes, mode);
  }
});

test("NativeEventStream of a message reports what is no event stream, or breaks off into garbage, as a fault", () => {
  const text = decode(loadTestdata("anthropic_messages", "text"));
  const half = text.slice(0, text.indexOf("event: content_block_stop"));
  const table: [string, string][] = [
    ['{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', "overloaded"],
    ['{"error":{"type":"rate_limit_error","message":"from a proxy"}}', "rate_limited"],
    ['{"type":"message","content":[]}', "malformed"],
    ["<html>", "malformed"],
    ["", "malformed"],
    ["event: message_start\ndata: {nonsense}\n\n", "malformed"],
    [`${half}event: content_block_delta\ndata: {"type":"content_block_delta","ind\n\n`, "malformed"],
    [`${half}event: message_delta\ndata: {"type":"message_delta\n\n`, "malformed"],
    [`${half}event: error\ndata: {"error":{"type":"overloaded_error","message":"x"}}\n\n`, "overloaded"],
    [`${half}event: error\ndata: {"type":"error","error":{"type":"api_error","message":"x"}}`, "server_error"],
  ];
  for (const [bytes, errorClass] of table) {
    for (const [mode, chunks] of wholeModes(encode(bytes))) {
      const { fault, terminal } = runStream(adapter, call, chunks());
      assert.deepEqual([fault?.errorClass, terminal], [errorClass, false], `${bytes} ${mode}`);
    }
  }
});

test("NativeEventStream of a message gives up on an event of more than 16 MiB", () => {
  const piece = encode("x".repeat(1024 * 1024));
  const chunks = [encode("event: content_block_delta\ndata: {"), ...Array.from({ length: 17 }, () => piece)];
  assert.match(runStream(adapter, call, chunks).fault!.message, /16 MiB/);
});

test("NativeEventStream of a message knows the tokens as far as they came", () => {
  const bytes = loadTestdata("anthropic_messages", "text");
  const { facts } = runStream(adapter, call, [bytes.subarray(0, bytes.length >> 1)]);
  assert.deepEqual(facts.tokens, { ...none, input: 21, output: 1 });
});

test("NativeEventStream of a message ends exactly once, whatever bytes come", () => {
  const sources = ["text", "thinking_tools", "refusal"].map((name) => [...loadTestdata("anthropic_messages", name)]);
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255), remove: fc.nat(40) });
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.array(change, { maxLength: 4 }), fc.nat(), (source, changes, size) => {
      const bytes = [...source];
      for (const { at, byte, remove } of changes) bytes.splice(at % Math.max(1, bytes.length), remove, byte);
      const chunkBytes = 1 + (size % Math.max(1, bytes.length));
      const chunks: Uint8Array[] = [];
      for (let from = 0; from < bytes.length; from += chunkBytes) {
        chunks.push(Uint8Array.from(bytes.slice(from, from + chunkBytes)));
      }
      // Two endings would throw inside `runStream`.
      const outcome = runStream(adapter, call, chunks);
      assert.notEqual(outcome.terminal, outcome.fault !== null);
      // Nothing is passed on that did not come, and nothing is changed on the way.
      const sent = decode(Uint8Array.from(bytes));
      assert.ok(sent.startsWith(decode(outcome.bytes).trimEnd()));
    }),
    { numRuns: 300 },
  );
});
