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

test("spliceJson() writes one text alone as it does among other changes, into any JSON", () => {
  const strings = fc.constantFrom(
    "",
    "a",
    "model",
    'q"\\',
    "ü",
    "\u{1f600}",
    "x".repeat(70),
    "\\".repeat(31),
    `${"\\".repeat(32)}"`,
  );
  const values = fc.oneof(strings, fc.jsonValue(), fc.array(strings), fc.dictionary(strings, strings));
  // As text, so that keys come twice and with escapes.
  const members = fc.array(fc.tuple(fc.oneof(strings, fc.string()), values, fc.boolean()), { maxLength: 8 });
  fc.assert(fc.property(members, fc.constantFrom("", " ", "\n\t"), strings, strings, (list, space, key, text) => {
    const written = list.map(([name, value, escaped]) => {
      const quoted = JSON.stringify(name);
      const key = escaped ? quoted.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`) : quoted;
      return `${space}${key}${space}:${space}${JSON.stringify(value)}${space}`;
    });
    const json = `${space}{${written.join(",")}}${space}`;
    const object = JSON.parse(json);
    const spliced = splice(json, { [key]: text });
    // What is not there and is taken out changes nothing, but is a second change.
    assert.equal(spliced, splice(json, { [key]: text, "a member that is not there": undefined }));
    assert.deepEqual(JSON.parse(spliced), { ...object, [key]: text });
    // Where each key stands there once and plainly, every other byte is as it was.
    const isPlain = new Set(list.map(([name]) => name)).size === list.length &&
      list.every(([name, , escaped]) => !JSON.stringify(name).includes("\\") && !(escaped && /[a-z]/.test(name)));
    if (!isPlain || !Object.hasOwn(object, key)) return;
    const index = list.findIndex(([name]) => name === key);
    written[index] = `${space}${JSON.stringify(key)}${space}:${space}${JSON.stringify(text)}${space}`;
    assert.equal(spliced, `${space}{${written.join(",")}}${space}`);
  }));
});
