import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { PROVIDER_MESSAGE_MAX, providerMessage } from "./provider_message.ts";

test("providerMessage() takes keys out and leaves words alone", () => {
  const table: [string, string | null, string][] = [
    [
      "Incorrect API key provided: sk-proj-********1234. See docs.",
      null,
      "Incorrect API key provided: [redacted] See docs.",
    ],
    ["header was Bearer abc.def-ghi", null, "header was Bearer [redacted]"],
    ["your key hunter22 is wrong", "hunter22", "your key [redacted] is wrong"],
    ["sk-ant-api03-abcdefghijkl", null, "[redacted]"],
    ["the task-force skipped a risk-averse skeleton", null, "the task-force skipped a risk-averse skeleton"],
    ["a\u0000b\r\nc", null, "a b c"],
    ["abc", "ab", "abc"],
  ];
  for (const [text, secret, expected] of table) assert.equal(providerMessage(text, secret), expected);
});

test("providerMessage() keeps at most 512 characters and no half of a key at the cut", () => {
  const secret = "s3cr3t-value-that-was-sent";
  const message = providerMessage("x".repeat(PROVIDER_MESSAGE_MAX - 10) + secret, secret);
  assert.equal(message.length, PROVIDER_MESSAGE_MAX);
  assert.ok(!message.includes("s3cr"));
  assert.equal(providerMessage("é".repeat(5_000_000), null).length, PROVIDER_MESSAGE_MAX);
});
