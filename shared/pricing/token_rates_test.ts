import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { type Rate, tokenCost, tokenCostParts } from "./token_rates.ts";

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

const rates = fc.record({
  input: rate,
  output: rate,
  cacheRead: optional,
  cacheWrite: optional,
  reasoning: optional,
  requestUsd: fc.constantFrom(0, 0.005),
});
const tokens = fc.record({ input: count, output: count, cacheRead: count, cacheWrite: count, reasoning: count });

test("tokenCost() is exact, whether doubles hold the sum or not", () => {
  const large = fc.record({
    input: fc.integer({ min: 0, max: 2 ** 53 - 1 }),
    output: fc.integer({ min: 0, max: 2 ** 45 }),
    cacheRead: fc.integer({ min: 0, max: 2 ** 45 }),
    cacheWrite: count,
    reasoning: count,
  });
  fc.assert(
    fc.property(rates, fc.oneof(tokens, large), (rates, tokens) => {
      const at = (rate: Rate) =>
        typeof rate === "number"
          ? rate
          : rate.tiers.reduce((price, tier) => tokens.input > tier.start ? tier.price : price, rate.base);
      const pico = (rate: Rate, count: number) => BigInt(count) * BigInt(Math.round(at(rate) * 1e6));
      const cacheRead = Math.min(tokens.cacheRead, tokens.input);
      const cacheWrite = Math.min(tokens.cacheWrite, tokens.input - cacheRead);
      const reasoning = Math.min(tokens.reasoning, tokens.output);
      const sum = pico(rates.input, tokens.input - cacheRead - cacheWrite) +
        pico(rates.cacheRead ?? rates.input, cacheRead) + pico(rates.cacheWrite ?? rates.input, cacheWrite) +
        pico(rates.output, tokens.output - reasoning) + pico(rates.reasoning ?? rates.output, reasoning) +
        BigInt(rates.requestUsd * 1e12);
      const nano = (sum + 500n) / 1_000n;
      const most = BigInt(Number.MAX_SAFE_INTEGER);
      assert.equal(tokenCost(rates, tokens, 1), Number(nano > most ? most : nano));
    }),
    { numRuns: 2_000 },
  );
});

test("tokenCostParts() adds up to tokenCost() to the nano-dollar, whatever the rates", () => {
  fc.assert(fc.property(
    rates,
    tokens,
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
