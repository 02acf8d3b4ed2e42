import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { troubleByProvider } from "./trouble.ts";

test("troubleByProvider() tells what is left alone or at rest, and nothing of those that are well", () => {
  const target = { failures: 5, attempts: 6, errorClass: "server_error" };
  const trouble = troubleByProvider({
    targets: [
      { ...target, provider: "llama", model: "llama-3.3", state: "OPEN" },
      { ...target, provider: "openai", model: "gpt-5", state: "CLOSED" },
      { ...target, provider: "mistral", model: "large", state: "HALF_OPEN" },
    ],
    coolingKeys: [{ provider: "openai", model: null, errorClass: "rate_limited", until: "2026-01-01T00:00:00Z" }],
  });
  assert.deepEqual([...trouble].map(([provider, { tone, sentences }]) => [provider, tone, ...sentences]), [
    ["llama", "error", "llama-3.3 is left alone: 5 of 6 attempts failed (server_error)."],
    ["mistral", "warning", "large is tried again: 5 of 6 attempts failed (server_error)."],
    ["openai", "warning", "A key is at rest: rate_limited."],
  ]);
});
