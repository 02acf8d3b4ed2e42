import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { canonicalJson } from "./canonical_json.ts";

test("canonicalJson() writes the same text whatever the order of keys", () => {
  const one = canonicalJson({ b: [{ y: 1, x: "ü" }], a: { d: null, c: true } });
  const other = canonicalJson({ a: { c: true, d: null }, b: [{ x: "ü", y: 1 }] });
  assert.equal(one, other);
  assert.equal(one, '{"a":{"c":true,"d":null},"b":[{"x":"ü","y":1}]}');
});

test("canonicalJson() keeps the order of lists", () => {
  assert.notEqual(canonicalJson([1, 2]), canonicalJson([2, 1]));
});

test("canonicalJson() leaves out what a trip through JSON leaves out", () => {
  const value = { a: undefined, b: [undefined], c: -0 };
  assert.equal(canonicalJson(value), canonicalJson(JSON.parse(JSON.stringify(value))));
});

test("canonicalJson() throws for what JSON cannot hold", () => {
  for (const value of [1n, Number.NaN, Infinity, () => 1, undefined]) {
    assert.throws(() => canonicalJson({ nested: [{ value }] }.nested[0]!.value), TypeError);
  }
});
