import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../../testing/test.ts";
import { JsonObjectEnd } from "./json_object_end.ts";

test("JsonObjectEnd finds the end of any object in any pieces, and not before", () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(fc.property(objects, fc.integer({ min: 1, max: 9 }), fc.nat(3), (object, length, indent) => {
    const json = ` ${JSON.stringify(object, null, indent)}`;
    const end = new JsonObjectEnd();
    for (let at = 0; at < json.length; at += length) {
      assert.equal(end.push(json.slice(at, at + length)), at + length >= json.length, json);
    }
  }));
});

test("JsonObjectEnd finds no end in what is no object", () => {
  for (const text of ["", "  ", "[{}]", "7{}", '"{}"', 'null {"a":1}', '{"a":"}', '{"a":[}']) {
    assert.equal(new JsonObjectEnd().push(text), false, text);
  }
});
