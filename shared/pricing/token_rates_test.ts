import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { tokenCost, tokenCostParts } from "./token_rates.ts";

const count = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5_000_000 }));
const usd = fc.oneof(fc.constantFrom(0, 0.0375, 0.075, 2.5, 15), fc.double({ min: 0, max: 1_000, noNaN: true }));
const rate = fc.oneof(
  usd,
  fc.record({
    base: usd,
    tiers: fc.array(fc.record({ start: fc.constantFrom(0, 200_000), price: usd }), { maxLength: 2 }),
  }),
);
const optional = fc.option(rate);

test("tokenCostParts() adds up to tokenCost() to the nano-dollar, whatever the rates", () => {
  fc.assert(fc.property(
    fc.record({
      input: rate,
      output: rate,
      cacheRead: optional,
      cacheWrite: optional,
      reasoning: optional,
      requestUsd: fc.constantFrom(0, 0.005),
    }),
    fc.record({ input: count, output: count, cacheRead: count, cacheWrite: count, reasoning: count }),
    fc.constantFrom(1, 0.5, 1.25, 0, 2),
    (rates, tokens, multiplier) => {
      const parts = tokenCostParts(rates, tokens, multiplier);
      assert.equal(parts.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0), tokenCost(rates, tokens, multiplier));
      const counted = parts.reduce((sum, part) => sum + part.tokens, 0);
      assert.equal(counted, tokens.input + tokens.output);
      assert.ok(parts.every(({ nanoUsd }) => nanoUsd >= 0));
    },
  ));
});
