import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { formatCompact, formatCount, formatShare, formatTick } from "./format_number.ts";

test("formatCompact() writes three digits at most, without jumps between units", () => {
  const cases: [count: bigint | number, text: string][] = [
    [0n, "0"],
    [999n, "999"],
    [1_000n, "1k"],
    [1_234n, "1.23k"],
    [45_678n, "45.7k"],
    [999_499n, "999k"],
    [999_500n, "1M"],
    [12_345_678_901n, "12.3B"],
    [2.5, "2.5"],
  ];
  for (const [count, text] of cases) assert.equal(formatCompact(count), text, String(count));
});

test("formatCount(), formatShare() and formatTick() write what stands in tables and at axes", () => {
  assert.equal(formatCount(12_345_678_901_234_567_890n), "12,345,678,901,234,567,890");
  assert.equal(formatShare(0.12345), "12.3 %");
  assert.equal(formatShare(1), "100 %");
  assert.equal(formatShare(0), "0 %");
  assert.equal(formatTick(0.25, "money"), "$0.250");
  assert.equal(formatTick(12_500, "money"), "$12.5k");
  assert.equal(formatTick(820, "duration"), "820 ms");
  assert.equal(formatTick(1_500, "count"), "1.5k");
});
