import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { LruMap } from "./lru_map.ts";

test("LruMap() forgets what was not asked for the longest", () => {
  const evicted: string[] = [];
  const map = new LruMap<string, number>(2, (key) => evicted.push(key));
  map.set("a", 1);
  map.set("b", 2);
  assert.equal(map.get("a"), 1);
  map.peek("b");
  map.set("c", 3);
  assert.deepEqual(evicted, ["b"]);
  assert.deepEqual(map.keys(), ["a", "c"]);
  map.set("a", 4);
  assert.deepEqual([map.size, map.get("a"), map.get("b")], [2, 4, undefined]);
});

test("LruMap() takes out and lets itself be read while it changes, as a map does", () => {
  const map = new LruMap<string, number>(3);
  for (const [index, key] of ["a", "b", "c"].entries()) map.set(key, index);
  assert.equal(map.get("c"), 2);
  assert.deepEqual([...map.values()], [0, 1, 2]);
  assert.deepEqual([map.delete("b"), map.delete("b")], [true, false]);
  assert.deepEqual([map.peek("b"), map.keys()], [undefined, ["a", "c"]]);
  for (const value of map.values()) if (value === 0) map.delete("c");
  map.set("d", 3);
  map.set("a", 5);
  assert.deepEqual([map.keys(), [...map.values()]], [["d", "a"], [3, 5]]);
  map.set("e", 6);
  map.set("f", 7);
  assert.deepEqual(map.keys(), ["a", "e", "f"]);
});

test("LruMap() keeps the order of a list that is searched, whatever is asked", () => {
  const evicted: number[] = [];
  const map = new LruMap<number, number>(5, (key) => evicted.push(key));
  const model: number[] = [];
  const gone: number[] = [];
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let step = 0; step < 5_000; step++) {
    const key = random(9);
    const index = model.indexOf(key);
    switch (random(3)) {
      case 0:
        assert.equal(map.get(key), index < 0 ? undefined : key);
        if (index >= 0) model.push(...model.splice(index, 1));
        break;
      case 1:
        map.set(key, key);
        if (index >= 0) model.splice(index, 1);
        if (model.push(key) > 5) gone.push(model.shift()!);
        break;
      default:
        assert.equal(map.delete(key), index >= 0);
        if (index >= 0) model.splice(index, 1);
    }
    assert.deepEqual(map.keys(), model);
  }
  assert.deepEqual(evicted, gone);
});
