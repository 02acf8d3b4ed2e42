import assert from "node:assert/strict";
import { z } from "zod";
import { test } from "../../testing/test.ts";
import type { ProviderKind } from "../contracts/provider_kind.ts";
import { PriceBook } from "./price_book.ts";

const FIXTURE = new URL("../../../shared/fixtures/usage-prices.json", import.meta.url);

const pricedBody = z.object({
  model: z.string().optional(),
  extracted: z.array(z.object({
    usage: z.record(z.string(), z.number()),
    extractors: z.array(z.object({
      provider_id: z.string(),
      input_price: z.string().optional(),
      output_price: z.string().optional(),
    })),
  })),
});

const KINDS: Record<string, ProviderKind> = {
  openai: "openai",
  anthropic: "anthropic",
  google: "gemini",
  azure: "azure_openai",
  aws: "bedrock",
};

/** What our records count. Text is what is left of a total, so its own count adds nothing. */
const COUNTED = new Set([
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "cache_write_5m_tokens",
  "output_reasoning_tokens",
  "input_text_tokens",
  "output_text_tokens",
]);

test("price() agrees with the recorded usages of real providers", async () => {
  const text = await Deno.readTextFile(FIXTURE).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (text === null) return console.log("../shared/fixtures/usage-prices.json is not here: nothing to compare");
  const book = new PriceBook();
  let compared = 0;
  for (const { model, extracted } of z.array(pricedBody).parse(JSON.parse(text))) {
    if (model === undefined) continue;
    for (const { usage, extractors } of extracted) {
      if (!Object.keys(usage).every((key) => COUNTED.has(key))) continue;
      for (const extractor of extractors) {
        const kind = KINDS[extractor.provider_id];
        if (kind === undefined || extractor.input_price === undefined) continue;
        const usd = Number(extractor.input_price) + Number(extractor.output_price ?? 0);
        assert.ok(Math.abs(priceOf(book, kind, model, usage) - usd * 1e9) <= 1, `${kind} ${model}`);
        compared++;
      }
    }
  }
  assert.ok(compared > 300, `${compared} usages compared`);
});

function priceOf(book: PriceBook, kind: ProviderKind, model: string, usage: Record<string, number>): number {
  const price = book.price({
    provider: { kind, name: kind, baseUrl: null },
    model,
    modelServed: null,
    tokens: {
      input: usage.input_tokens ?? 0,
      output: usage.output_tokens ?? 0,
      cacheRead: usage.cache_read_tokens ?? 0,
      cacheWrite: usage.cache_write_tokens ?? 0,
      reasoning: usage.output_reasoning_tokens ?? 0,
    },
    serviceTier: null,
    // The prices of the recordings are those of their time: some models have become cheaper since.
    atMs: Date.UTC(2026, 5, 15),
  }, []);
  assert.notEqual(price, null, `${kind} ${model} has a price`);
  return price!.nanoUsd;
}
