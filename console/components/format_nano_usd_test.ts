import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { formatNanoUsd } from "./format_nano_usd.ts";

test("formatNanoUsd() shows cents from a dollar on and three digits below, and every digit exactly", () => {
  const table: [bigint, string, string][] = [
    [0n, "$0", "$0"],
    [1n, "$0.000000001", "$0.000000001"],
    [1_234n, "$0.00000123", "$0.000001234"],
    [12_345_678n, "$0.0123", "$0.012345678"],
    [999_999_999n, "$1.000", "$0.999999999"],
    [123_456_789n, "$0.123", "$0.123456789"],
    [1_000_000_000n, "$1.00", "$1"],
    [1_995_000_000n, "$2.00", "$1.995"],
    [1_234_567_890_000_000n, "$1,234,567.89", "$1,234,567.89"],
    [-2_500_000_000n, "-$2.50", "-$2.5"],
  ];
  for (const [amount, text, exact] of table) assert.deepEqual(formatNanoUsd(amount), { text, exact });
});
