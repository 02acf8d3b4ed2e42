import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { encodePiece, keptCopy } from "./small_bytes.ts";

test("keptCopy() gives bytes that nothing changes, whatever was copied before and after", () => {
  const source = new Uint8Array(10_000);
  const copies: { copy: Uint8Array; value: number }[] = [];
  for (let value = 0; value < 256; value++) {
    source.fill(value);
    for (const length of [0, 1, 300, 2_048, 2_049, 9_000]) {
      copies.push({ copy: keptCopy(source, 1, 1 + length), value });
      assert.equal(copies.at(-1)!.copy.length, length);
    }
  }
  source.fill(0);
  for (const { copy, value } of copies) assert.ok(copy.every((byte) => byte === value));
});

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
