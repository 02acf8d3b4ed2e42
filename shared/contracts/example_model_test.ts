import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { PriceBook } from "../pricing/price_book.ts";
import { exampleModel } from "./example_model.ts";
import { AVAILABLE_PROVIDER_KINDS, type ProviderKind } from "./provider_kind.ts";
import { PROVIDER_PRESETS } from "./provider_preset.ts";

test("exampleModel() names a model with a known price wherever one can be known", () => {
  const book = new PriceBook();
  const tokens = { input: 1_000, output: 100, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  const places: [ProviderKind, string | null][] = [
    ...AVAILABLE_PROVIDER_KINDS.map((kind): [ProviderKind, null] => [kind, null]),
    ...Object.keys(PROVIDER_PRESETS).map((preset): [ProviderKind, string] => ["openai_compatible", preset]),
  ];
  const unknown = places.filter(([kind, preset]) => {
    const model = exampleModel(kind, preset);
    if (model === null) return true;
    const provider = { kind, name: "p", baseUrl: null, settings: preset === null ? {} : { preset } };
    const use = { provider, model, modelServed: null, tokens, serviceTier: null, atMs: Date.UTC(2026, 10, 1) };
    assert.notEqual(book.price(use, []), null, model);
    return false;
  });
  assert.deepEqual(unknown, [
    ["azure_openai", null],
    ["openai_compatible", null],
    ["openai_compatible", "ollama"],
    ["openai_compatible", "vllm"],
    ["openai_compatible", "lmstudio"],
  ]);
  assert.equal(exampleModel("openai_compatible", "constructor"), null);
});
