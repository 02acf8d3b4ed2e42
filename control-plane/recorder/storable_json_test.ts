import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { storableJson } from "./storable_json.ts";

const cases: [string, string][] = [
  ["plain", "plain"],
  ["a\u0000b", "a\ufffdb"],
  ["lone \ud800 high", "lone \ufffd high"],
  ["lone \udfff low", "lone \ufffd low"],
  ["whole 😀 pair", "whole 😀 pair"],
  ["text about \\u0000", "text about \\u0000"],
  ["\\\u0000", "\\\ufffd"],
  ["\u0001\u001f", "\u0001\u001f"],
];

for (const [given, stored] of cases) {
  test(`storableJson() stores ${JSON.stringify(given)} as ${JSON.stringify(stored)}`, () => {
    assert.deepEqual(JSON.parse(storableJson({ [given]: [given] })), { [stored]: [stored] });
  });
}
