import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { checkPrice, readTiers } from "./price_input.ts";
import { NEW_PRICE } from "./price_values.ts";

test("checkPrice() says at each field what is wrong", () => {
  assert.equal(checkPrice({ ...NEW_PRICE, model: "gpt-5", inputPerMillionUsd: "0.0375" }), null);
  const wrong = checkPrice({
    ...NEW_PRICE,
    model: "gpt-*",
    inputPerMillionUsd: "-1",
    outputPerMillionUsd: "0.0000001",
    cacheReadPerMillionUsd: "1000001",
    tierMultipliers: "batch",
  });
  assert.deepEqual(Object.keys(wrong!.fields), [
    "model",
    "inputPerMillionUsd",
    "outputPerMillionUsd",
    "cacheReadPerMillionUsd",
    "tierMultipliers",
  ]);
  assert.deepEqual(Object.keys(checkPrice(NEW_PRICE)!.fields), ["model"]);
});

test("readTiers() reads a line each, and says which one is wrong", () => {
  assert.deepEqual(readTiers("batch = 0.5\n\n priority=2 "), [
    { tier: "batch", multiplier: "0.5" },
    { tier: "priority", multiplier: "2" },
  ]);
  assert.equal(readTiers("batch = 0.5\nflex half"), "Line 2 must be a tier, = and a number from 0 to 100.");
  assert.equal(readTiers("batch = 0.5\nbatch = 1"), "Line 2 names batch again.");
});
