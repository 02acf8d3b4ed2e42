import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { PartialArguments } from "./partial_arguments.ts";

const piece = (jsonPath: string, value: Record<string, unknown>) => ({ jsonPath, ...value });

test("PartialArguments puts pieces where their paths lead", () => {
  const table: [Record<string, unknown>[], string][] = [
    [[], "{}"],
    [[piece("$.a", { numberValue: 1 }), piece("$.b.c", { boolValue: true })], '{"a":1,"b":{"c":true}}'],
    [[piece("$.a[0]", { stringValue: "x" }), piece("$.a[1][0]", { nullValue: "NULL_VALUE" })], '{"a":["x",[null]]}'],
    [[piece("$['a.b']", { numberValue: 1 }), piece('$["c\\"d"]', { numberValue: 2 })], '{"a.b":1,"c\\"d":2}'],
    [
      [piece("$.a", { stringValue: "x", willContinue: true }), piece("$.a", { stringValue: "y" })],
      '{"a":"xy"}',
    ],
    [[piece("$.a", { stringValue: "x" }), piece("$.a", { stringValue: "y" })], '{"a":"y"}'],
    [[piece("$.__proto__.polluted", { boolValue: true })], '{"__proto__":{"polluted":true}}'],
  ];
  for (const [pieces, json] of table) {
    const args = new PartialArguments(null);
    for (const one of pieces) assert.ok(args.add(one), JSON.stringify(one));
    assert.equal(args.json, json);
  }
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
});

test("PartialArguments adds to what came whole", () => {
  const args = new PartialArguments({ a: { b: 1 } });
  assert.ok(args.add(piece("$.a.c", { numberValue: 2 })));
  assert.equal(args.json, '{"a":{"b":1,"c":2}}');
});

test("PartialArguments takes no path that leads nowhere", () => {
  const args = new PartialArguments({ text: "t", list: [1] });
  const table = [
    piece("$", { numberValue: 1 }),
    piece("a", { numberValue: 1 }),
    piece("$..a", { numberValue: 1 }),
    piece("$[0]", { numberValue: 1 }),
    piece("$.text.a", { numberValue: 1 }),
    piece("$.list.length", { numberValue: 1e9 }),
    piece("$.list[2]", { numberValue: 1 }),
    piece("$.a", {}),
    piece(`$${".a".repeat(300)}`, { numberValue: 1 }),
    { numberValue: 1 },
  ];
  for (const one of table) assert.equal(args.add(one), false, JSON.stringify(one));
});
