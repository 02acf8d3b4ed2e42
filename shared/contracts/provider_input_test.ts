import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import {
  type GivenProvider,
  providerApiKey,
  providerBaseUrl,
  type ProviderMisfit,
  providerMisfits,
} from "./provider_input.ts";
import { type ProviderKind, providerSettings } from "./provider_kind.ts";
import { PROVIDER_PRESETS } from "./provider_preset.ts";

test("providerBaseUrl() takes addresses that paths can be appended to", () => {
  for (
    const [text, expected] of [
      [" https://api.example.com/v1/ ", "https://api.example.com/v1"],
      ["http://10.0.0.7:11434/v1", "http://10.0.0.7:11434/v1"],
      ["api.example.com", /not a URL/],
      ["ftp://example.com", /https:\/\/ or http:\/\//],
      ["https://user:word@example.com", /user name/],
      ["https://example.com/v1?key=1", /query/],
    ] as const
  ) {
    const read = providerBaseUrl.safeParse(text);
    if (typeof expected === "string") assert.equal(read.data, expected);
    else assert.match(read.error!.issues[0]!.message, expected);
  }
});

test("providerApiKey() takes what a header can hold", () => {
  assert.equal(providerApiKey.parse(" sk-abc "), "sk-abc");
  for (const text of ["", " ", "two words", "ключ"]) assert.equal(providerApiKey.safeParse(text).success, false);
});

const MISTRAL = { preset: "mistral" };
const MISTRAL_URL = "https://api.mistral.ai/v1";

test("providerMisfits() tells what a kind needs and what it has no place for", () => {
  const cases: [ProviderKind, GivenProvider, ProviderMisfit["path"][]][] = [
    ["openai", { baseUrl: null, apiKey: "k" }, []],
    ["openai", { baseUrl: "https://eu.example.com", apiKey: "k" }, []],
    ["openai", { baseUrl: null, apiKey: "k", settings: MISTRAL }, ["preset"]],
    ["anthropic", { baseUrl: null, apiKey: null }, ["apiKey"]],
    ["anthropic", { baseUrl: null }, []],
    ["gemini", { baseUrl: null, apiKey: "k", settings: {} }, []],
    ["gemini", { baseUrl: null, apiKey: "k", settings: { apiVersion: "2024-10-21" } }, ["apiVersion"]],
    ["gemini", { baseUrl: null, settings: { region: "global", vertexProject: "p-12345" } }, []],
    ["gemini", { baseUrl: null, settings: { region: "global" } }, ["vertexProject"]],
    ["gemini", { baseUrl: null, settings: { vertexProject: "p-12345" } }, ["region"]],
    ["openai", { baseUrl: null, settings: { region: "eu", organization: "org-1", headers: { "x-a": "b" } } }, []],
    ["openai", { baseUrl: "https://a.example.com", settings: { region: "eu" } }, ["region"]],
    ["anthropic", { baseUrl: null, settings: { betas: ["a"], headers: { "x-a": "b" } } }, []],
    ["anthropic", { baseUrl: null, settings: { region: "eu", project: "p" } }, ["project", "region"]],
    ["mock", { baseUrl: null, settings: { headers: { "x-a": "b" } } }, ["headers"]],
    ["azure_openai", { baseUrl: null, apiKey: null }, ["baseUrl", "apiKey"]],
    ["azure_openai", {
      baseUrl: "https://a.example.com",
      apiKey: "k",
      settings: { apiVersion: "2024-10-21", deployments: { "gpt-4o": "ours" } },
    }, []],
    ["openai_compatible", { baseUrl: null, apiKey: null }, ["baseUrl"]],
    ["openai_compatible", { baseUrl: "http://localhost:1", apiKey: null }, []],
    ["openai_compatible", { baseUrl: MISTRAL_URL, apiKey: "k", settings: MISTRAL }, []],
    ["openai_compatible", { baseUrl: MISTRAL_URL, apiKey: null, settings: MISTRAL }, ["apiKey"]],
    ["openai_compatible", { baseUrl: MISTRAL_URL, settings: MISTRAL }, []],
    ["openai_compatible", { baseUrl: "http://proxy.example.com", apiKey: null, settings: MISTRAL }, []],
    ["openai_compatible", { baseUrl: MISTRAL_URL, apiKey: "k", settings: { preset: "toString" } }, ["preset"]],
    ["openai_compatible", { baseUrl: null, apiKey: "k", settings: { preset: "no" } }, ["baseUrl", "preset"]],
    ["openai_compatible", { baseUrl: MISTRAL_URL, apiKey: "k", settings: { deployments: {} } }, ["deployments"]],
    ["mock", { baseUrl: null, apiKey: null }, []],
    ["mock", { baseUrl: "http://localhost:1", apiKey: "k" }, ["baseUrl", "apiKey"]],
    ["bedrock", { baseUrl: null, apiKey: null }, ["kind"]],
  ];
  for (const [kind, given, paths] of cases) {
    assert.deepEqual(providerMisfits(kind, given).map(({ path }) => path), paths, JSON.stringify([kind, given]));
  }
});

test("PROVIDER_PRESETS fit the schemas of what they stand for", () => {
  for (const [preset, { baseUrl }] of Object.entries(PROVIDER_PRESETS)) {
    assert.deepEqual(providerSettings.parse({ preset }), { preset });
    assert.equal(providerBaseUrl.parse(baseUrl), baseUrl);
  }
});
