import assert from "node:assert/strict";
import fastCheck from "fast-check";
import { test } from "../../../testing/test.ts";
import { countPlainChunks, probeChunk } from "./chunk_probe.ts";

const encoder = new TextEncoder();
const count = (text: string) => countPlainChunks(encoder.encode(text));
const PIECE = 'data: {"choices":[{"delta":{"content":"a \\"usage\\": !"}}],"usage":null}\n\n';

test("countPlainChunks() counts whole events in which nothing matters", () => {
  assert.equal(count(PIECE), 1);
  assert.equal(count(PIECE + PIECE + 'data:{"choices":[{"delta":{}}]}\n\n'), 3);
});

test("countPlainChunks() leaves everything else to be looked at", () => {
  const others = [
    "",
    "data: [DONE]\n\n",
    ": ping\n\n",
    "\n",
    `event: x\n${PIECE}`,
    `id: 1\n${PIECE}`,
    PIECE.slice(0, -1),
    PIECE.slice(5),
    `${PIECE}data: {"choices":`,
    `${PIECE}\n`,
    PIECE.replaceAll("\n", "\r\n"),
    PIECE.replaceAll("\n", "\r"),
    PIECE.replace("}\n\n", "}\ndata: more\n\n"),
    PIECE.replace("}\n", "} \n"),
    PIECE.replace('"usage":null', '"usage":{}'),
    PIECE.replace('"usage":null', '"error":{}'),
    PIECE.replace("[{", "[").replace("}]", "]").replace('"delta":{"content":"a \\"usage\\": !"}', ""),
  ];
  for (const text of others) assert.equal(count(text), 0, JSON.stringify(text));
  for (const text of others) if (text !== "") assert.equal(count(PIECE + text), 0, JSON.stringify(text));
});

test("countPlainChunks() agrees with probeChunk() on any object", () => {
  const word = fastCheck.constantFrom("usage", "error", "choices", 'a"usage', "text");
  const value = fastCheck.oneof(fastCheck.constant(null), fastCheck.constant([]), fastCheck.constant({}), word);
  fastCheck.assert(fastCheck.property(fastCheck.dictionary(word, value), (object) => {
    const data = JSON.stringify(object);
    const bytes = encoder.encode(data);
    assert.equal(count(`data: ${data}\n\n`) === 1, probeChunk(bytes, 0, bytes.length) === 0, data);
  }));
});
