import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { providerApiKey, providerBaseUrl, providerMisfits } from "./provider_input.ts";

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

test("providerMisfits() tells what a kind needs and what it has no place for", () => {
  for (
    const [kind, baseUrl, apiKey, paths] of [
      ["openai", null, "k", []],
      ["openai", "https://eu.example.com", "k", []],
      ["anthropic", null, null, ["apiKey"]],
      ["openai_compatible", null, null, ["baseUrl"]],
      ["openai_compatible", "http://localhost:1", null, []],
      ["mock", null, null, []],
      ["mock", "http://localhost:1", "k", ["baseUrl", "apiKey"]],
      ["bedrock", null, null, ["kind"]],
    ] as const
  ) {
    assert.deepEqual(providerMisfits(kind, { baseUrl, apiKey }).map(({ path }) => path), paths, kind);
  }
});
