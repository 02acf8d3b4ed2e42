import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { keptCopy } from "./kept_copy.ts";

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
