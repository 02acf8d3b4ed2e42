import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { NO_LIMITS } from "../limits/limit_values.ts";
import { checkKey } from "./check_key.ts";
import { KEEP_EXPIRY, NEW_KEY } from "./key_values.ts";
import { readTags } from "./read_tags.ts";

const NOW_MS = Date.parse("2026-11-26T12:00:00Z");

test("checkKey() makes of a form what the API takes", () => {
  const limits = { ...NO_LIMITS, spendDay: "5", allowedModels: "fast" };
  const values = { ...NEW_KEY, name: "Shop", expiry: KEEP_EXPIRY, tags: "team = shop\nenv=live", limits };
  assert.deepEqual(checkKey(values, NOW_MS), {
    kind: "input",
    name: "Shop",
    description: null,
    expiresAt: undefined,
    tags: [{ name: "team", value: "shop" }, { name: "env", value: "live" }],
    limits: [
      { type: "SPEND", period: "DAY", maxNanoUsd: "5000000000" },
      { type: "ALLOWED_MODELS", models: ["fast"] },
    ],
    limitFields: ["spendDay", "allowedModels"],
  });
  const never = checkKey({ ...NEW_KEY, name: "Shop" }, NOW_MS);
  assert.equal(never.kind === "input" && never.expiresAt, null);
});

test("checkKey() says at each field what is wrong", () => {
  const limits = { ...NO_LIMITS, requestsPerMinute: "x" };
  const wrong = checkKey({ ...NEW_KEY, expiry: "date", date: "2020-01-01", tags: "team", limits }, NOW_MS);
  assert.deepEqual(wrong.kind === "invalid" && Object.keys(wrong.errors.fields).sort(), [
    "date",
    "name",
    "requestsPerMinute",
    "tags",
  ]);
});

test("readTags() says which line is wrong", () => {
  assert.deepEqual(readTags("\n a = b=c \nd ="), [{ name: "a", value: "b=c" }, { name: "d", value: "" }]);
  assert.match(String(readTags("a = b\na, b = c")), /^Line 2 must be/);
  assert.equal(readTags("a = b\na = c"), "Line 2 names a again.");
});
