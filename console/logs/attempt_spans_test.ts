import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { attemptSpans } from "./attempt_spans.ts";

const ts = "2026-11-23T10:00:00.100Z";

test("attemptSpans() places attempts on the request's own line", () => {
  const attempts = [
    { startedAt: "2026-11-23T10:00:00.100Z", firstByteMs: null, endMs: 50 },
    { startedAt: "2026-11-23T10:00:00.200Z", firstByteMs: 300, endMs: 800 },
  ];
  assert.deepEqual(attemptSpans({ ts, totalMs: 910, attempts }), {
    lineMs: 910,
    spans: [{ startMs: 0, firstByteMs: null, endMs: 50 }, { startMs: 100, firstByteMs: 400, endMs: 900 }],
  });
});

test("attemptSpans() keeps within its line what clocks of whole milliseconds put outside", () => {
  const attempts = [{ startedAt: "2026-11-23T10:00:00.099Z", firstByteMs: 12, endMs: 10 }];
  assert.deepEqual(attemptSpans({ ts, totalMs: 9.5, attempts }), {
    lineMs: 10,
    spans: [{ startMs: 0, firstByteMs: 10, endMs: 10 }],
  });
});
