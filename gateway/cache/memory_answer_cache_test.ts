import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { ManualClock } from "../../shared/time/manual_clock.ts";
import { test } from "../../testing/test.ts";
import { answer, answerCacheSuite, newPlace } from "./contract/answer_cache_suite.ts";
import { MemoryAnswerCache } from "./memory_answer_cache.ts";

answerCacheSuite("MemoryAnswerCache", () => new MemoryAnswerCache({ clock: systemClock }));

test("MemoryAnswerCache.get() gives nothing from the moment on that its time is over", async () => {
  const clock = new ManualClock();
  const cache = new MemoryAnswerCache({ clock });
  const place = newPlace();
  cache.put(place, answer("x"), 1_000);
  await clock.advance(999);
  assert.equal(cache.get(place).state, "hit");
  await clock.advance(1);
  assert.equal(cache.get(place).state, "miss");
  assert.equal(cache.bytes, 0);
});

test("MemoryAnswerCache.put() lets the answers go that were not asked for the longest, and stays within its bound", () => {
  const bytesMax = 10_000;
  const cache = new MemoryAnswerCache({ clock: new ManualClock(), bytesMax });
  const places = Array.from({ length: 4 }, newPlace);
  for (const place of places.slice(0, 3)) cache.put(place, answer("x".repeat(2_500)), 60_000);
  assert.equal(cache.get(places[0]!).state, "hit");
  cache.put(places[3]!, answer("x".repeat(2_500)), 60_000);
  assert.deepEqual(places.map((place) => cache.get(place).state), ["hit", "miss", "hit", "hit"]);
  cache.put(newPlace(), answer("x".repeat(20_000)), 60_000);
  assert.equal(cache.get(places[0]!).state, "hit");
  for (let index = 0; index < 1_000; index++) cache.put(newPlace(), answer(""), 60_000);
  assert.ok(cache.bytes <= bytesMax, `${cache.bytes} bytes`);
});
