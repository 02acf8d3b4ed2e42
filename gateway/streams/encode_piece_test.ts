import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { encodePiece } from "./encode_piece.ts";

test("encodePiece() encodes as a text encoder does, lone surrogates included, and never writes over what it gave before", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 900 }),
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 900 }).map((units) => String.fromCharCode(...units)),
  );
  fc.assert(fc.property(fc.array(text, { maxLength: 20 }), (texts) => {
    const pieces = texts.map(encodePiece);
    assert.deepEqual(pieces.map((piece) => [...piece]), texts.map((each) => [...new TextEncoder().encode(each)]));
  }));
});

test("encodePiece() gives a large text memory of its own", () => {
  const piece = encodePiece("x".repeat(3_000));
  assert.equal(piece.length, piece.buffer.byteLength);
});
