import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { spliceJson } from "./splice_json.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function splice(text: string, changes: Record<string, unknown>): string {
  return decode(spliceJson(encode(text), JSON.parse(text), new Map(Object.entries(changes))));
}

test("spliceJson() changes the values asked for and no other byte", () => {
  const table: [string, Record<string, unknown>, string][] = [
    [
      '{ "model" : "a" , "seed":12345678901234567890 }',
      { model: "b" },
      '{ "model" : "b" , "seed":12345678901234567890 }',
    ],
    ['{"a":{"model":"x"},"model":"a"}', { model: "b" }, '{"a":{"model":"x"},"model":"b"}'],
    ['{"t":"\\"model\\":\\"x\\"","model":"a"}', { model: "b" }, '{"t":"\\"model\\":\\"x\\"","model":"b"}'],
    ['{"t":"\\\\","model":"a"}\n', { model: "ü\n" }, '{"t":"\\\\","model":"ü\\n"}\n'],
    ['{"model":"a"}', { n: 2 }, '{"model":"a","n":2}'],
    ["{ }", { n: 2 }, '{ "n":2}'],
    ['{"a":1e3,"b":[1,{"c":"}]"}],"d":null}', { b: 0, d: true }, '{"a":1e3,"b":0,"d":true}'],
  ];
  for (const [text, changes, expected] of table) assert.equal(splice(text, changes), expected);
});

test("spliceJson() takes members out with their comma", () => {
  const table: [string, Record<string, unknown>, string][] = [
    ['{"a":1, "b":2, "c":1.0}', { a: undefined }, '{"b":2,"c":1.0}'],
    ['{"a":1,"b":2,"c":1.0}', { b: undefined, d: 1 }, '{"a":1,"c":1.0,"d":1}'],
    ['{"a":1,"b":2}', { a: undefined, b: undefined }, "{}"],
    ['{"a":1}', { z: undefined }, '{"a":1}'],
  ];
  for (const [text, changes, expected] of table) assert.equal(splice(text, changes), expected);
});

test("spliceJson() writes the object anew where two readers could disagree on a key", () => {
  for (const text of ['{"model":"a","model":"b","x":1}', '{"mod\\u0065l":"b","x":1}']) {
    assert.deepEqual(JSON.parse(splice(text, { model: "c" })), { model: "c", x: 1 });
    assert.equal(splice(text, { model: "c" }).match(/model/g)?.length, 1);
  }
});

test("spliceJson() gives the same bytes back when nothing changes", () => {
  const bytes = encode('{"a":1}');
  assert.equal(spliceJson(bytes, { a: 1 }, new Map()), bytes);
});

test("spliceJson() agrees with JSON.parse on any object", () => {
  const spaces = fc.constantFrom(undefined, 1, "\t");
  fc.assert(fc.property(
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.dictionary(fc.string(), fc.option(fc.jsonValue(), { nil: undefined })),
    spaces,
    (object, changes, indent) => {
      const parsed = JSON.parse(JSON.stringify(object));
      const bytes = spliceJson(encode(JSON.stringify(object, null, indent)), parsed, new Map(Object.entries(changes)));
      const expected = new Map<string, unknown>(Object.entries(parsed));
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) expected.delete(key);
        else expected.set(key, JSON.parse(JSON.stringify(value)));
      }
      assert.deepEqual(new Map(Object.entries(JSON.parse(decode(bytes)))), expected);
    },
  ));
});
