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
