import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { atLimitFields, checkLimits } from "./limit_input.ts";
import { limitValues, NO_LIMITS } from "./limit_values.ts";
import { nanoUsdText, readUsd } from "./usd_text.ts";

test("readUsd() reads amounts exactly, and nanoUsdText() writes them", () => {
  const cases: [string, bigint | null][] = [
    ["0", 0n],
    ["12.5", 12_500_000_000n],
    ["$1,000", 1_000_000_000_000n],
    ["0.000000001", 1n],
    ["0.0000000001", null],
    ["1,00", null],
    ["-1", null],
    ["five", null],
  ];
  for (const [text, expected] of cases) assert.equal(readUsd(text), expected, text);
  assert.deepEqual([12_500_000_000n, 1n, 5_000_000_000n, 0n].map((amount) => nanoUsdText(amount)), [
    "12.50",
    "0.000000001",
    "5",
    "0",
  ]);
});

test("checkLimits() makes of fields what the API takes, and limitValues() the fields of that", () => {
  const values = {
    ...NO_LIMITS,
    requestsPerMinute: "1,200",
    spendDay: "0.25",
    spendMonth: "100",
    allowedModels: "fast\nopenai/gpt-5, fast",
  };
  const { limits, fields, problems } = checkLimits(values);
  assert.deepEqual(problems, {});
  assert.deepEqual(fields, ["requestsPerMinute", "spendDay", "spendMonth", "allowedModels"]);
  assert.deepEqual(limits, [
    { type: "REQUESTS_PER_MINUTE", max: 1200 },
    { type: "SPEND", period: "DAY", maxNanoUsd: "250000000" },
    { type: "SPEND", period: "MONTH", maxNanoUsd: "100000000000" },
    { type: "ALLOWED_MODELS", models: ["fast", "openai/gpt-5"] },
  ]);
  const absent = { max: null, period: null, maxNanoUsd: null, models: null, providers: null };
  assert.deepEqual(limitValues(limits.map((limit) => ({ ...absent, ...limit }) as never)), {
    ...values,
    requestsPerMinute: "1200",
    allowedModels: "fast\nopenai/gpt-5",
  });
});

test("checkLimits() says what is wrong at its field", () => {
  const { problems } = checkLimits({
    ...NO_LIMITS,
    requestsPerMinute: "many",
    tokensPerMinute: "9999999999",
    spendHour: "1.0000000001",
    allowedProviders: "no slash/please",
  });
  assert.deepEqual(Object.keys(problems), ["requestsPerMinute", "tokensPerMinute", "spendHour", "allowedProviders"]);
});

test("atLimitFields() puts the API's issues where the limits were read", () => {
  const failure = {
    kind: "failed" as const,
    reason: "validation" as const,
    message: "No.",
    issues: [{ path: ["limits", "1", "providers"], message: "unknown" }, { path: ["name"], message: "taken" }],
    requestId: null,
  };
  assert.deepEqual(atLimitFields(failure, ["spendDay", "allowedProviders"]).issues.map(({ path }) => path), [
    ["allowedProviders"],
    ["name"],
  ]);
});
