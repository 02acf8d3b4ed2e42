import assert from "node:assert/strict";
import { findProvider } from "@pydantic/genai-prices";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { PROVIDER_PRESETS } from "../contracts/provider_preset.ts";
import type { PriceOverride } from "../contracts/price.ts";
import type { TokenCounts } from "../contracts/request_record.ts";
import { PriceBook, type PricedUse } from "./price_book.ts";
import { PRICE_LIST_RELEASE, priceBookDigest } from "./price_version.ts";
import { tokenCost } from "./token_rates.ts";

const AT_MS = Date.UTC(2026, 10, 1, 12);

function tokens(counts: Partial<TokenCounts>): TokenCounts {
  return { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0, ...counts };
}

function use(changes: Partial<PricedUse> & { model: string }): PricedUse {
  return {
    provider: { kind: "openai", name: "openai", baseUrl: null },
    modelServed: null,
    tokens: tokens({ input: 1_000, output: 100 }),
    serviceTier: null,
    atMs: AT_MS,
    ...changes,
  };
}

function override(changes: Partial<PriceOverride>): PriceOverride {
  return {
    provider: null,
    model: "gpt-4o",
    inputPerMillionUsd: null,
    outputPerMillionUsd: null,
    cacheReadPerMillionUsd: null,
    cacheWritePerMillionUsd: null,
    tierMultipliers: {},
    ...changes,
  };
}

test("price() reckons what the providers publish", () => {
  const anthropic = { kind: "anthropic", name: "a", baseUrl: null } as const;
  const mock = { kind: "mock", name: "mock", baseUrl: null } as const;
  const groq = { kind: "openai_compatible", name: "groq", baseUrl: "https://api.groq.com/openai/v1" } as const;
  const sonnet = "claude-sonnet-4-5-20250929";
  const cases: [name: string, use: PricedUse, nanoUsd: number][] = [
    ["input and output", use({ model: "gpt-4o" }), 3_500_000],
    ["cached input", use({ model: "gpt-4o", tokens: tokens({ input: 1_000, cacheRead: 400 }) }), 2_000_000],
    ["reasoning is output", use({ model: "gpt-5", tokens: tokens({ output: 10, reasoning: 8 }) }), 100_000],
    ["a dated model", use({ model: "gpt-4o", modelServed: "gpt-4o-2024-08-06" }), 3_500_000],
    ["a served model that is not listed", use({ model: "gpt-4o", modelServed: "made-up" }), 3_500_000],
    ["a cache that is written", {
      ...use({ model: sonnet, tokens: tokens({ input: 4_735, cacheWrite: 4_735, output: 255 }) }),
      provider: anthropic,
    }, 21_581_250],
    ["a long input's higher price", {
      ...use({ model: sonnet, tokens: tokens({ input: 200_001, output: 1 }) }),
      provider: anthropic,
    }, 1_200_028_500],
    ["half price of a batch", use({ model: "gpt-4o", serviceTier: "batch" }), 1_750_000],
    ["a tier without a multiplier", use({ model: "gpt-4o", serviceTier: "constructor" }), 3_500_000],
    ["the mock provider", { ...use({ model: "anything" }), provider: mock }, 650_000],
    ["a compatible provider by its address", { ...use({ model: "llama-3.1-8b-instant" }), provider: groq }, 58_000],
    ["nothing used", use({ model: "gpt-4o", tokens: tokens({}) }), 0],
  ];
  const book = new PriceBook();
  for (const [name, asked, nanoUsd] of cases) {
    assert.deepEqual(book.price(asked, []), { nanoUsd, version: priceBookDigest }, name);
    assert.equal(book.price(asked, [])?.nanoUsd, nanoUsd, `${name}, remembered`);
  }
});

test("price() is null for a model without a known price", () => {
  const book = new PriceBook();
  assert.equal(book.price(use({ model: "gpt-made-up" }), []), null);
  for (const baseUrl of [null, "https://llm.example.com/v1"]) {
    for (const settings of [undefined, { preset: "vllm" }, { preset: "mistral" }, { preset: "constructor" }]) {
      const provider = { kind: "openai_compatible", name: "own", baseUrl, settings } as const;
      assert.equal(book.price({ ...use({ model: "gpt-4o" }), provider }, []), null);
    }
  }
  for (const kind of ["gemini", "azure_openai"] as const) {
    const provider = { kind, name: kind, baseUrl: null };
    assert.equal(book.price({ ...use({ model: "made-up", modelServed: "also-made-up" }), provider }, []), null);
  }
});

test("price() knows the models of every kind and preset, by the name that was asked or served", () => {
  const compatible = (preset: string, baseUrl = PROVIDER_PRESETS[preset]!.baseUrl) => (
    { kind: "openai_compatible", name: "p", baseUrl, settings: { preset } } as const
  );
  const gemini = { kind: "gemini", name: "g", baseUrl: null } as const;
  const azure = {
    kind: "azure_openai",
    name: "a",
    baseUrl: "https://ours.openai.azure.com",
    settings: { deployments: { "gpt-4o": "ours" } },
  } as const;
  const cases: [provider: PricedUse["provider"], model: string, modelServed: string | null, nanoUsd: number][] = [
    [gemini, "gemini-2.5-flash", null, 550_000],
    [gemini, "models/gemini-2.5-flash", null, 550_000],
    [gemini, "gemini-flash-latest-of-ours", "gemini-2.5-flash-preview-09-2025", 550_000],
    [azure, "gpt-4o", null, 3_500_000],
    [azure, "our-deployment", "gpt-4o-2024-08-06", 3_500_000],
    [azure, "gpt-5-mini", "gpt-5-mini-2025-08-07", 450_000],
    [compatible("mistral"), "mistral-large-latest", "mistral-large-made-up", 2_600_000],
    [compatible("groq"), "llama-3.1-8b-instant", null, 58_000],
    [compatible("deepseek"), "deepseek-chat", null, 380_000],
    [compatible("xai"), "grok-4-0709", null, 4_500_000],
    [compatible("together"), "meta-llama/Llama-3.3-70B-Instruct-Turbo", null, 968_000],
    [compatible("openrouter"), "openai/gpt-4o", null, 3_500_000],
    [compatible("fireworks"), "accounts/fireworks/models/deepseek-v3p2", null, 728_000],
    [compatible("cerebras"), "llama3.1-8b", null, 110_000],
    [compatible("moonshot"), "kimi-k2-0905-preview", null, 850_000],
    [compatible("cohere"), "command-a-03-2025", null, 3_500_000],
    [compatible("mistral", "https://proxy.example.com/v1"), "mistral-large-latest", null, 2_600_000],
    [compatible("vllm", "https://api.groq.com/openai/v1"), "llama-3.1-8b-instant", null, 58_000],
  ];
  const book = new PriceBook();
  for (const [provider, model, modelServed, nanoUsd] of cases) {
    const asked = { ...use({ model, modelServed }), provider };
    assert.equal(book.price(asked, [])?.nanoUsd, nanoUsd, `${JSON.stringify(provider)} ${model}`);
  }
  const priced = new Set(cases.map(([{ settings }]) => settings?.preset));
  const ownServers = Object.keys(PROVIDER_PRESETS).filter((preset) => !priced.has(preset));
  assert.deepEqual(ownServers, ["ollama", "lmstudio"], "a preset without a known price");
});

test("price() follows prices that depend on the time of day", () => {
  const provider = { kind: "openai_compatible", name: "deepseek", baseUrl: "https://api.deepseek.com/v1" } as const;
  const book = new PriceBook();
  const at = (atMs: number) => book.price({ ...use({ model: "deepseek-chat", atMs }), provider }, [])!.nanoUsd;
  const noon = at(AT_MS);
  const evening = at(Date.UTC(2026, 10, 1, 20));
  assert.ok(evening < noon, `${evening} in the evening, ${noon} at noon`);
  assert.equal(at(AT_MS), noon);
});

test("price() takes the tenant's own price that fits best", () => {
  const book = new PriceBook();
  const anywhere = override({ inputPerMillionUsd: 1, outputPerMillionUsd: 1 });
  const here = override({ provider: "openai", inputPerMillionUsd: 2, outputPerMillionUsd: 2 });
  const elsewhere = override({ provider: "other", inputPerMillionUsd: 9, outputPerMillionUsd: 9 });
  const asked = use({ model: "gpt-4o" });
  assert.equal(book.price(asked, [elsewhere, anywhere])?.nanoUsd, 1_100_000);
  assert.equal(book.price(asked, [anywhere, here, elsewhere])?.nanoUsd, 2_200_000);
  assert.equal(book.price(asked, [elsewhere])?.nanoUsd, 3_500_000);
  assert.equal(
    book.price(use({ model: "new-model" }), [override({ ...here, model: "new-model" })])?.nanoUsd,
    2_200_000,
  );
});

test("price() charges cached tokens as input where an override has no price for them", () => {
  const own = override({ inputPerMillionUsd: 1, cacheReadPerMillionUsd: null, cacheWritePerMillionUsd: 2 });
  const asked = use({ model: "gpt-4o", tokens: tokens({ input: 1_000, cacheRead: 300, cacheWrite: 200, output: 50 }) });
  assert.equal(new PriceBook().price(asked, [own])?.nanoUsd, 800_000 + 400_000);
});

test("price() applies an override's multiplier to the list price", () => {
  const own = override({ tierMultipliers: { priority: 1.7 } });
  assert.equal(new PriceBook().price(use({ model: "gpt-4o", serviceTier: "priority" }), [own])?.nanoUsd, 5_950_000);
  assert.equal(new PriceBook().price(use({ model: "gpt-4o" }), [own])?.nanoUsd, 3_500_000);
});

test("price() names in its version whether and which override was used", () => {
  const book = new PriceBook();
  const asked = use({ model: "gpt-4o" });
  const one = override({ inputPerMillionUsd: 1, tierMultipliers: { a: 1, b: 2 } });
  const same = override({ inputPerMillionUsd: 1, tierMultipliers: { b: 2, a: 1 } });
  const other = override({ inputPerMillionUsd: 1.5 });
  const version = (own: PriceOverride[]) => book.price(asked, own)!.version;
  assert.equal(version([]), priceBookDigest);
  assert.equal(version([one]), version([same]));
  assert.equal(new Set([version([]), version([one]), version([other])]).size, 3);
  assert.match(version([one]), /^[0-9a-f]{16}$/);
});

test("tokenCost() rounds half up and stays exact where doubles do not", () => {
  const rates = { input: 0.0005, output: 0.0375, cacheRead: null, cacheWrite: null, reasoning: null, requestUsd: 0 };
  assert.equal(tokenCost(rates, tokens({ input: 1 }), 1), 1);
  assert.equal(tokenCost({ ...rates, input: 0.0004 }, tokens({ input: 1 }), 1), 0);
  assert.equal(tokenCost(rates, tokens({ output: 3 }), 1), 113);
  assert.equal(tokenCost({ ...rates, input: 0.123457 }, tokens({ input: 999_999_999 }), 1), 123_456_999_877);
  assert.equal(tokenCost({ ...rates, input: 1_000_000 }, tokens({ input: 1e15 }), 1), Number.MAX_SAFE_INTEGER);
});

test("tokenCost() never charges a share beyond its whole", () => {
  const rates = { input: 2, output: 3, cacheRead: 1, cacheWrite: 5, reasoning: 4, requestUsd: 0 };
  fc.assert(fc.property(
    fc.record({ input: fc.nat(), output: fc.nat(), cacheRead: fc.nat(), cacheWrite: fc.nat(), reasoning: fc.nat() }),
    (counts) => {
      const nanoUsd = tokenCost(rates, counts, 1);
      assert.ok(nanoUsd <= (counts.input * 5 + counts.output * 4) * 1_000);
      assert.ok(nanoUsd >= (counts.input * 1 + counts.output * 3) * 1_000);
    },
  ));
});

test("price() takes every model of the list, whatever its prices depend on", () => {
  const book = new PriceBook();
  const listed = {
    openai: "openai",
    anthropic: "anthropic",
    gemini: "google",
    azure_openai: "azure",
    bedrock: "aws",
  } as const;
  let priced = 0;
  for (const [kind, providerId] of Object.entries(listed)) {
    for (const { id } of findProvider({ providerId })!.models) {
      const provider = { kind: kind as keyof typeof listed, name: kind, baseUrl: null };
      const price = book.price({ ...use({ model: id }), provider }, []);
      if (price !== null) priced++;
      assert.ok(price === null || Number.isSafeInteger(price.nanoUsd), `${kind} ${id}`);
    }
  }
  assert.ok(priced > 200, `${priced}`);
});

test("PRICE_LIST_RELEASE is the release that is pinned", async () => {
  const project = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  assert.equal(project.imports["@pydantic/genai-prices"], `npm:@pydantic/genai-prices@${PRICE_LIST_RELEASE}`);
});
