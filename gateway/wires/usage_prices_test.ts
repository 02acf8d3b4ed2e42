import assert from "node:assert/strict";
import { z } from "zod";
import { fixtureJson } from "../../testing/provider_replay.ts";
import { test } from "../../testing/test.ts";
import { AnthropicUsage } from "./anthropic_messages/usage.ts";
import { readGeminiUsage } from "./gemini/usage.ts";
import { readOpenaiUsage } from "./openai_chat/usage.ts";
import { readResponsesUsage } from "./openai_responses/usage.ts";

/** The data set of genai-prices: bodies with the usage that each price extractor finds in them. */
const cases = z.array(z.object({
  body: z.object({
    model: z.string().optional(),
    usage: z.record(z.string(), z.unknown()).optional(),
    usageMetadata: z.record(z.string(), z.unknown()).optional(),
  }),
  extracted: z.array(z.object({
    usage: z.record(z.string(), z.unknown()),
    extractors: z.array(z.object({ provider_id: z.string(), api_flavor: z.string() })),
  })),
}));

type Case = z.infer<typeof cases>[number];

/** What the named extractor found, and the body's usage; cases that it does not understand are left out. */
function found(provider: string, flavor: string): { usage: unknown; expected: Record<string, number> }[] {
  const data = fixtureJson("usage-prices.json");
  return data === null ? [] : cases.parse(data).flatMap((one: Case) => {
    const match = one.extracted.find((extracted) =>
      extracted.extractors.some((by) => by.provider_id === provider && by.api_flavor === flavor)
    );
    return match === undefined
      ? []
      : [{ usage: one.body.usage ?? one.body.usageMetadata, expected: match.usage as Record<string, number> }];
  });
}

test("AnthropicUsage agrees with the data set of genai-prices", () => {
  for (const { usage, expected } of found("anthropic", "default")) {
    const read = new AnthropicUsage();
    read.report(usage);
    assert.deepEqual(read.tokens, {
      input: expected["input_tokens"] ?? 0,
      output: expected["output_tokens"] ?? 0,
      cacheRead: expected["cache_read_tokens"] ?? 0,
      cacheWrite: expected["cache_write_tokens"] ?? 0,
      reasoning: expected["output_reasoning_tokens"] ?? 0,
    }, JSON.stringify(usage));
  }
});

test("readOpenaiUsage() agrees with the data set of genai-prices", () => {
  for (const { usage, expected } of found("openai", "chat")) {
    const tokens = readOpenaiUsage(usage);
    assert.deepEqual(tokens, {
      input: expected["input_tokens"] ?? 0,
      output: expected["output_tokens"] ?? 0,
      cacheRead: expected["cache_read_tokens"] ?? 0,
      cacheWrite: expected["cache_write_tokens"] ?? 0,
      reasoning: expected["output_reasoning_tokens"] ?? 0,
    }, JSON.stringify(usage));
  }
});

test("readGeminiUsage() agrees with the data set of genai-prices", () => {
  for (const { usage, expected } of found("google", "default")) {
    assert.deepEqual(readGeminiUsage(usage), {
      input: expected["input_tokens"] ?? 0,
      output: expected["output_tokens"] ?? 0,
      cacheRead: expected["cache_read_tokens"] ?? 0,
      cacheWrite: 0,
      reasoning: expected["output_reasoning_tokens"] ?? 0,
    }, JSON.stringify(usage));
  }
});

test("readResponsesUsage() agrees with the data set of genai-prices", () => {
  for (const { usage, expected } of found("openai", "responses")) {
    assert.deepEqual(readResponsesUsage(usage), {
      input: expected["input_tokens"] ?? 0,
      output: expected["output_tokens"] ?? 0,
      cacheRead: expected["cache_read_tokens"] ?? 0,
      cacheWrite: expected["cache_write_tokens"] ?? 0,
      reasoning: expected["output_reasoning_tokens"] ?? 0,
    }, JSON.stringify(usage));
  }
});
