import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { ERROR_CODES } from "./error_code.ts";
import { REQUEST_HEADERS, RESPONSE_HEADERS } from "./headers.ts";
import { type RedisKeys, redisKeys } from "./redis_keys.ts";

async function published(name: string): Promise<Record<string, never>> {
  return JSON.parse(await Deno.readTextFile(new URL(`./fixtures/tables/${name}`, import.meta.url)));
}

/** Scripts, dashboards and running gateways rely on these names: a table may grow, but what it once said stays true. */
function assertKept(now: Record<string, unknown>, then: Record<string, unknown>) {
  for (const [name, value] of Object.entries(then)) assert.deepEqual(now[name], value, name);
}

test("ERROR_CODES keep every published code and its status", async () => {
  const now = Object.fromEntries(Object.entries(ERROR_CODES).map(([code, definition]) => [code, definition.status]));
  assertKept(now, await published("error_codes_1.json"));
});

test("headers keep every published name", async () => {
  const then = await published("headers_1.json");
  assertKept(REQUEST_HEADERS, then.request!);
  assertKept(RESPONSE_HEADERS, then.response!);
});

for (const [layout, fixture] of [["single", "redis_keys_1.json"], ["cluster", "redis_keys_cluster_1.json"]] as const) {
  test(`redisKeys() keeps every published key of the layout ${layout}`, async () => {
    assertKept(namesOf(redisKeys(undefined, layout)), await published(fixture));
  });
}

function namesOf(keys: RedisKeys): Record<string, unknown> {
  return {
    ...keys,
    revision: keys.revision("T"),
    acknowledgements: keys.acknowledgements("T"),
    credentials: keys.credentials("T"),
    apiKey: keys.apiKey("K"),
    gateway: keys.gateway("G"),
    limiterEpoch: keys.limiterEpoch("T"),
    counter: keys.counter("T", "C"),
    reservationExpiries: keys.reservationExpiries("T"),
    reservations: keys.reservations("T"),
    settledReservations: keys.settledReservations("T", "1:2"),
    breaker: keys.breaker("T", "P", "M"),
    cooling: keys.cooling("T", "C"),
    callBudget: keys.callBudget("C"),
    cachedAnswer: keys.cachedAnswer("T", "D"),
  };
}

test("redisKeys() puts every key of a tenant into one slot of a Redis Cluster", () => {
  const keys = redisKeys("other");
  for (const key of [keys.revision("T"), keys.counter("T", "C"), keys.reservations("T"), keys.limiterEpoch("T")]) {
    assert.match(key, /^other:\{T\}:/);
  }
});

test("redisKeys() of a cluster gives one tag to keys that are used together, and no two keys one name", () => {
  const keys = redisKeys("other", "cluster");
  const together: Record<string, string[]> = {
    feed: [
      keys.feedEpoch,
      keys.feedDelivered,
      keys.feedFilling,
      keys.feedChanges,
      keys.revision("T"),
      keys.acknowledgements("T"),
      keys.credentials("T"),
      keys.apiKey("K"),
    ],
    fleet: [keys.gateways, keys.gateway("G")],
    records: [keys.records, keys.recordsEpoch, keys.recordCounts, keys.recordWatermarks],
    bodies: [keys.bodies, keys.bodiesBytes],
    targets: [keys.targetNotices, keys.targetNoticeExpiries, keys.targetNoticesVersion],
    T: [
      keys.limiterEpoch("T"),
      keys.counter("T", "C"),
      keys.reservations("T"),
      keys.reservationExpiries("T"),
      keys.settledReservations("T", "1:2"),
    ],
  };
  const all = Object.values(together).flat();
  for (const [tag, group] of Object.entries(together)) {
    for (const key of group) assert.ok(key.startsWith(`other:{${tag}}:`), key);
  }
  assert.equal(new Set(all).size, all.length);
});
