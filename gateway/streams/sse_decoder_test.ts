import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { encodeData, encodeEvent } from "./encode_event.ts";
import { SseDecoder, type SseEvent } from "./sse_decoder.ts";

function decodeAll(chunks: Uint8Array<ArrayBuffer>[], eventCharsMax?: number) {
  const events: SseEvent[] = [];
  const decoder = new SseDecoder((event) => events.push(event), eventCharsMax);
  const fits = chunks.map((chunk) => decoder.push(chunk));
  decoder.end();
  return { data: events.map((event) => event.data), types: events.map((event) => event.event), fits };
}

test("SseDecoder decodes what encodeEvent() and encodeData() write, cut at any byte", () => {
  const bytes = [...encodeEvent("message_start", '{"a":"é🙂"}'), ...encodeData("[DONE]")];
  const { data, types } = decodeAll(bytes.map((byte) => Uint8Array.of(byte)));
  assert.deepEqual(data, ['{"a":"é🙂"}', "[DONE]"]);
  assert.deepEqual(types, ["message_start", undefined]);
});

test("SseDecoder.end() reports an event that lacks its blank line", () => {
  assert.deepEqual(decodeAll([new TextEncoder().encode("data: a\n\ndata: b")]).data, ["a", "b"]);
});

test("SseDecoder.push() says when an event grows past its bound", () => {
  const chunk = new TextEncoder().encode("data: 0123456789");
  assert.deepEqual(decodeAll([chunk, chunk, chunk], 20).fits, [true, false, false]);
});
