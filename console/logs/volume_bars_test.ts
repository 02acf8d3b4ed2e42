import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { spanHref, volumeBars, volumeSpan, zoomedOut } from "./volume_bars.ts";

const MINUTE = 60_000;
const NOW = Date.parse("2026-11-23T10:00:00Z");

test("volumeBars() has a bar for every stretch, also without requests", () => {
  const bars = volumeBars({
    from: "2026-11-23T09:00:00Z",
    to: "2026-11-23T10:00:00Z",
    bucketSeconds: 600,
    requests: "3",
    complete: true,
    countedFrom: null,
    buckets: [
      { at: "2026-11-23T09:20:00Z", completed: "2", failed: "1", denied: "0", cancelled: "0", interrupted: "0" },
    ],
  });
  assert.deepEqual(bars.map(({ total }) => total), [0, 0, 3, 0, 0, 0]);
  assert.equal(bars[2]!.atMs, Date.parse("2026-11-23T09:20:00Z"));
});

test("volumeSpan() is the filter's time, a day where it does not say, and bounded as the API is", () => {
  assert.deepEqual(volumeSpan({ since: "15m" }, NOW), { fromMs: NOW - 15 * MINUTE, toMs: NOW });
  assert.deepEqual(volumeSpan({}, NOW), { fromMs: NOW - 1_440 * MINUTE, toMs: NOW });
  assert.equal(volumeSpan({ from: "2020-01-01T00:00:00Z" }, NOW).fromMs, NOW - 399 * 1_440 * MINUTE);
});

test("spanHref() keeps the filter and takes other times out, zoomedOut() does not look into the future", () => {
  const span = { fromMs: NOW - 10 * MINUTE, toMs: NOW };
  assert.equal(
    spanHref({ path: "/logs", query: "view=a&since=24h&q=status%3A200" }, span),
    "/logs?view=a&q=status%3A200&from=2026-11-23T09%3A50%3A00Z&to=2026-11-23T10%3A00%3A00Z",
  );
  assert.deepEqual(zoomedOut(span, NOW), { fromMs: NOW - 15 * MINUTE, toMs: NOW });
});
