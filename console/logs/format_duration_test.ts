import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { formatDuration } from "./format_duration.ts";

test("formatDuration() writes three digits at most, without jumps between units", () => {
  const cases: [ms: number, text: string][] = [
    [0, "0 ms"],
    [0.42, "0.42 ms"],
    [9.996, "10 ms"],
    [12.34, "12.3 ms"],
    [99.96, "100 ms"],
    [820.4, "820 ms"],
    [999.6, "1 s"],
    [1_234, "1.23 s"],
    [9_999, "10 s"],
    [59_940, "59.9 s"],
    [59_990, "1 min"],
    [125_000, "2 min 5 s"],
    [3_599_600, "1 h"],
    [3_840_000, "1 h 4 min"],
  ];
  for (const [ms, text] of cases) assert.equal(formatDuration(ms), text, String(ms));
});
