import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { pricesWith } from "./prices_search.ts";

test("pricesWith() finds every word in model and provider", () => {
  const rows = [{ provider: "vllm", model: "llama-3" }, { provider: null, model: "GPT-5" }];
  assert.deepEqual(pricesWith(rows, ""), rows);
  assert.deepEqual(pricesWith(rows, "gpt").map(({ model }) => model), ["GPT-5"]);
  assert.deepEqual(pricesWith(rows, "llama VLLM").map(({ model }) => model), ["llama-3"]);
  assert.deepEqual(pricesWith(rows, "llama gpt"), []);
});
