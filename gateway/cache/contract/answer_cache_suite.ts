import assert from "node:assert/strict";
import { eventually } from "../../../testing/eventually.ts";
import { test } from "../../../testing/test.ts";
import type { AnswerCache, CachedAnswer, CacheLookup, CachePlace } from "../answer_cache.ts";

const DIGEST = "ab".repeat(32);

/** What every answer cache must do; `create` makes a new, empty one. */
export function answerCacheSuite(name: string, create: () => AnswerCache): void {
  test(`${name}.get() finds what put() kept, bytes and facts, and nothing of another tenant or question`, async () => {
    const cache = create();
    try {
      const kept = answer("data: x\n\ndata: [DONE]\n\n");
      const place = newPlace();
      assert.deepEqual(await cache.get(place), { state: "miss" });
      cache.put(place, kept, 60_000);
      assert.deepEqual(await until(cache, place, "hit"), { state: "hit", answer: kept });
      assert.deepEqual(await cache.get({ ...place, digest: "cd".repeat(32) }), { state: "miss" });
      assert.deepEqual(await cache.get({ ...place, tenantId: crypto.randomUUID() }), { state: "miss" });
    } finally {
      await cache.close();
    }
  });

  test(`${name}.put() takes the place of an older answer, whatever bytes it is made of`, async () => {
    const cache = create();
    try {
      const place = newPlace();
      cache.put(place, answer("old"), 60_000);
      await until(cache, place, "hit");
      const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
      cache.put(place, { ...answer(""), bytes }, 60_000);
      await eventually(async () => {
        const lookup = await cache.get(place);
        assert.ok(lookup.state === "hit");
        assert.deepEqual(lookup.answer.bytes, bytes);
        return true;
      });
    } finally {
      await cache.close();
    }
  });
}

/** A place that no other test has. */
export function newPlace(): CachePlace {
  return { tenantId: crypto.randomUUID(), digest: DIGEST };
}

export function answer(text: string): CachedAnswer {
  return {
    stream: true,
    storedAtMs: 1_700_000_000_000,
    target: { provider: "openai", model: "gpt-4o" },
    modelServed: "gpt-4o-2024-08-06",
    tokens: { input: 3, output: 5, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    droppedFields: ["seed"],
    bytes: new TextEncoder().encode(text),
  };
}

/** What is kept in the background is there soon. */
async function until(cache: AnswerCache, place: CachePlace, state: CacheLookup["state"]): Promise<CacheLookup> {
  let lookup: CacheLookup = { state: "miss" };
  await eventually(async () => {
    lookup = await cache.get(place);
    return lookup.state === state;
  });
  return lookup;
}
