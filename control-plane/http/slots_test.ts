import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { Slots } from "./slots.ts";

test("Slots.take() bounds each one's and all together, and takes a place back once", () => {
  const slots = new Slots({ eachMax: 2, allMax: 3 });
  const first = slots.take("a");
  assert.ok(first !== null && slots.take("a") !== null);
  assert.equal(slots.take("a"), null, "a has all of its own");
  assert.ok(slots.take("b") !== null);
  assert.equal(slots.take("c"), null, "there is none left");
  first();
  first();
  assert.equal(slots.all, 2);
  assert.ok(slots.take("c") !== null);
  assert.equal(slots.take("a"), null, "given back once");
});
