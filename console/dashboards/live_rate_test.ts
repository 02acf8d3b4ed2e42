import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { addMoment, LIVE_MS, type LiveMoment, liveRate } from "./live_rate.ts";

test("addMoment() keeps a minute, however long the moments are", () => {
  let moments: readonly LiveMoment[] = [];
  for (let second = 0; second < 90; second++) moments = addMoment(moments, momentOf(1_000, second));
  assert.equal(moments.length, 60);
  assert.equal(moments[0]!.requests, "30");
  moments = addMoment(moments, momentOf(LIVE_MS - 500, 7));
  assert.deepEqual(moments.map(({ requests }) => requests), ["89", "7"]);
});

test("liveRate() sums moments up", () => {
  assert.deepEqual(liveRate([]), {
    ...{ requests: 0n, errors: 0n, tokens: 0n, costNanoUsd: 0n, perSecond: 0, p95Ms: null },
  });
  const rate = liveRate([momentOf(1_000, 3), { ...momentOf(3_000, 5), latency: { p95Ms: 800 } }]);
  assert.deepEqual(rate, { requests: 8n, errors: 2n, tokens: 6n, costNanoUsd: 20n, perSecond: 2, p95Ms: 800 });
});

function momentOf(intervalMs: number, requests: number): LiveMoment {
  return {
    ...{ intervalMs, requests: String(requests), errors: "1", costNanoUsd: "10" },
    ...{ inputTokens: "1", outputTokens: "2", latency: null },
  };
}
