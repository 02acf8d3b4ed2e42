import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { dollars } from "./warning_event.ts";

test("dollars() writes nano-dollars exactly, with two places at least", () => {
  const cases: [bigint, string][] = [
    [0n, "0.00"],
    [1n, "0.000000001"],
    [10_000_000n, "0.01"],
    [500_000_000n, "0.50"],
    [1_000_000_000n, "1.00"],
    [1_234_567_890n, "1.23456789"],
    [9_223_372_036_854_775_807n, "9223372036.854775807"],
  ];
  for (const [nanoUsd, text] of cases) assert.equal(dollars(nanoUsd), text);
});
