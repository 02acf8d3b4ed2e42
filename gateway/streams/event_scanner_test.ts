import assert from "node:assert/strict";
import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { eventData, singleDataSpan } from "./event_data.ts";
import { EventScanner } from "./event_scanner.ts";
import { encodeData, encodeEvent } from "./encode_event.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

function scan(chunks: readonly Uint8Array<ArrayBuffer>[]) {
  const scanner = new EventScanner();
  const spans: string[] = [];
  const data: string[] = [];
  for (const chunk of chunks) {
    scanner.push(chunk, (buffer, start, end, lines) => {
      assert.equal(lines, decode(buffer.subarray(start, end)).split(/\r\n|\n|\r/).filter((line) => line !== "").length);
      const span = singleDataSpan(buffer, start, end);
      assert.deepEqual(singleDataSpan(buffer, start, end, lines), span);
      spans.push(decode(buffer.subarray(start, end)));
      const text = eventData(buffer, start, end, lines);
      assert.equal(text, eventData(buffer, start, end));
      if (text !== null) data.push(text);
    });
  }
  const rest = scanner.rest();
  return { spans, data, rest: decode(rest) };
}

/** Every byte a chunk of its own. */
function bytewise(text: string): Uint8Array<ArrayBuffer>[] {
  return [...encode(text)].map((byte) => Uint8Array.of(byte));
}

test("EventScanner finds events whatever their lines end in", () => {
  const table: [string, string[], string[], string][] = [
    ["data: a\n\ndata: b\n\n", ["data: a\n\n", "data: b\n\n"], ["a", "b"], ""],
    ["data: a\r\n\r\ndata: b\r\n\r\n", ["data: a\r\n\r\n", "data: b\r\n\r\n"], ["a", "b"], ""],
    ["data: a\n\r\ndata: b\r\n\ndata: c", ["data: a\n\r\n", "data: b\r\n\n"], ["a", "b"], "data: c"],
    [": comment\n\ndata:x\nid: 1\ndata: y\n\n", [": comment\n\n", "data:x\nid: 1\ndata: y\n\n"], ["x\ny"], ""],
    ["event: ping\n\ndata\n\ndata:\n\n", ["event: ping\n\n", "data\n\n", "data:\n\n"], ["", ""], ""],
    ["\ufeffdata: marked\n\n", ["\ufeffdata: marked\n\n"], ["marked"], ""],
    ["data:  two spaces\n\n", ["data:  two spaces\n\n"], [" two spaces"], ""],
    ["database: no\n\n", ["database: no\n\n"], [], ""],
    ["event: e\ndata: a\n\n", ["event: e\ndata: a\n\n"], ["a"], ""],
    ["event: e\r\ndata: a\r\n\r\n", ["event: e\r\ndata: a\r\n\r\n"], ["a"], ""],
    ["event: e\ndata: a\r\n\n", ["event: e\ndata: a\r\n\n"], ["a"], ""],
    ["", [], [], ""],
  ];
  for (const [text, spans, data, rest] of table) {
    for (const chunks of [[encode(text)], bytewise(text)]) {
      assert.deepEqual(scan(chunks), { spans, data, rest }, JSON.stringify(text));
    }
  }
});

test("EventScanner ends an event at a CR only once it knows that no LF belongs to it", () => {
  assert.deepEqual(scan([encode("data: a\r\r"), encode("data: b\r\r")]), {
    spans: ["data: a\r\r"],
    data: ["a"],
    rest: "data: b\r\r",
  });
  assert.deepEqual(scan([encode("data: a\r\n\r"), encode("\ndata: b")]).spans, ["data: a\r\n\r\n"]);
});

test("EventScanner loses no byte, and agrees with eventsource-parser, on any stream in any chunks", () => {
  const line = fc.constantFrom(
    "data: x",
    "data:y",
    "data",
    ": note",
    "event: e",
    "id: 1",
    "retry: 5",
    "",
    "",
    "data: é日🙂",
  );
  const ending = fc.constantFrom("\n", "\r\n", "\r");
  fc.assert(fc.property(
    fc.array(fc.tuple(line, ending), { maxLength: 30 }),
    fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 30 }),
    (lines, sizes) => {
      const bytes = encode(lines.map(([text, end]) => text + end).join("") + "\n\n");
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      for (let from = 0, i = 0; from < bytes.length; i++) {
        const until = from + sizes[i % sizes.length]!;
        chunks.push(bytes.slice(from, until));
        from = until;
      }
      const scanned = scan(chunks);
      assert.equal(scanned.spans.join("") + scanned.rest, decode(bytes));
      const parsed: string[] = [];
      const parser = createParser({ onEvent: (event) => parsed.push(event.data) });
      const decoder = new TextDecoder();
      for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
      assert.deepEqual(scanned.data, parsed);
    },
  ));
});

test("EventScanner finds what encodeEvent() and encodeData() write, cut at any byte", () => {
  const bytes = [...encodeEvent("message_start", '{"a":"é🙂"}'), ...encodeData("[DONE]")];
  assert.deepEqual(scan(bytes.map((byte) => Uint8Array.of(byte))).data, ['{"a":"é🙂"}', "[DONE]"]);
});

test("EventScanner.push() says when an event grows past its bound", () => {
  const scanner = new EventScanner(10);
  assert.equal(scanner.push(encode("data: 1"), () => {}), true);
  assert.equal(scanner.push(encode("2345"), () => {}), false);
});

test("EventScanner holds an event of many tiny chunks without copying it again for each", () => {
  const scanner = new EventScanner();
  const chunk = encode("0123456789");
  for (let i = 0; i < 300_000; i++) scanner.push(chunk, () => assert.fail("there is no end"));
  let length = 0;
  scanner.push(encode("\n\n"), (_buffer, start, end) => length = end - start);
  assert.equal(length, 3_000_002);
});
