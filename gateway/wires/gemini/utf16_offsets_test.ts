import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../../testing/test.ts";
import { utf16Offsets } from "./utf16_offsets.ts";

test("utf16Offsets() finds every character's beginning, and nothing inside one or past the end", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const bytes = new TextEncoder().encode(text);
    const found = utf16Offsets(text, Array.from({ length: bytes.length + 3 }, (_, offset) => offset));
    const expected = new Map<number, number>();
    let units = 0;
    for (const character of [...text, ""]) {
      expected.set(new TextEncoder().encode(text.slice(0, units)).length, units);
      units += character.length;
    }
    assert.deepEqual(found, expected);
  }));
});
