import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import { exampleValue } from "./example_value.ts";

test("exampleValue() fits what a schema says", () => {
  const table: [unknown, unknown][] = [
    [{ type: "string" }, "Paris"],
    [{ type: "number" }, 1.5],
    [{ type: "integer" }, 1],
    [{ type: "boolean" }, true],
    [{ type: "null" }, null],
    [{ type: ["integer", "null"] }, 1],
    [{}, "Paris"],
    [true, "Paris"],
    [{ enum: ["red", "green"] }, "red"],
    [{ const: 0 }, 0],
    [{ const: null, type: "string" }, null],
    [{ type: "array", items: { type: "integer" } }, [1]],
    [{ type: "array", items: { type: "boolean" }, minItems: 3 }, [true, true, true]],
    [{ items: { type: "string" }, maxItems: 0 }, []],
    [{ type: "array" }, []],
    [{ anyOf: [{ type: "integer" }, { type: "null" }] }, 1],
    [{ oneOf: [{ type: "null" }, { type: "integer" }] }, null],
    [{ properties: { a: { type: "object", properties: { b: { const: 2 } } } } }, { a: { b: 2 } }],
    [{ type: "object" }, {}],
    [{ type: "integer", minimum: 18 }, 18],
    [{ type: "integer", maximum: -2 }, -2],
    [{ type: "integer", exclusiveMinimum: 4, exclusiveMaximum: 9 }, 5],
    [{ type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.5],
    [{ type: "string", minLength: 8 }, "ParisPar"],
    [{ type: "string", maxLength: 2 }, "Pa"],
    [{ type: "string", format: "date" }, "2026-01-01"],
    [{ properties: { x: { $ref: "#/$defs/a~1b" } }, $defs: { "a/b": { const: 7 } } }, { x: 7 }],
  ];
  for (const [schema, value] of table) assert.deepEqual(exampleValue(schema), value, JSON.stringify(schema));
});

test("exampleValue() comes to an end with a schema that refers to itself", () => {
  const child = { $ref: "#/$defs/node" };
  const node = {
    type: "object",
    properties: { children: { type: "array", items: child }, next: { anyOf: [child, { type: "null" }] }, more: child },
    required: ["children", "next"],
  };
  let value = exampleValue({ ...child, $defs: { node } }) as { next: unknown; children: unknown } | null;
  let depth = 0;
  for (; value !== null; value = value.next as typeof value) {
    assert.ok(Array.isArray(value.children));
    depth++;
  }
  assert.ok(depth > 1 && depth < 10, `${depth} deep`);
  assert.equal(exampleValue({ $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } }), "Paris");
  assert.equal(exampleValue({ $ref: "#/constructor/name" }), "Paris");
});

test("exampleValue() stays small with a schema that no small value fits", () => {
  const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: "#" }]));
  const text = JSON.stringify(exampleValue({ type: "object", properties, required: names }));
  assert.ok(text.length < 1_000_000, `${text.length} characters`);
  const list = { type: "array", items: { $ref: "#" }, minItems: 1_000_000 };
  assert.ok(JSON.stringify(exampleValue(list)).length < 1_000_000);
});

test("exampleValue() keeps a property that is called __proto__", () => {
  const schema = JSON.parse('{"properties":{"__proto__":{"const":1}}}');
  assert.equal(JSON.stringify(exampleValue(schema)), '{"__proto__":1}');
});
